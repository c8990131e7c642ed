"""Common given names and surnames, from which names of people who do not exist are drawn.

The tables are lists of what is common, not of anybody: a name that comes out may be somebody's by chance only.
"""

from random import Random

FEMALE = (
    "María Ana Luisa Carmen Rosa Yulimar Yusmary Yenny Yelitza Yuraima Yamileth Yaneth Yesenia Yolimar Yorgelis "
    "Milagros Maryuri Marisol Maribel Mariángel Marianny Mariela Marlene Migdalia Mirla Mayerlin Génesis Keily "
    "Keyla Katiuska Karelis Karina Leidy Lisbeth Lismar Liliana Luz Daniela Dayana Deisy Desirée Dulce Eglee "
    "Elizabeth Emely Estefany Fabiana Francis Franyelis Gabriela Gladys Glendys Greisy Haydée Indira Ingrid "
    "Isabel Jennifer Joselyn Johana Josefina Nairobi Nathaly Neida Nohemí Norelis Oriana Osmary Paola Patricia "
    "Raiza Rebeca Roxana Rosmary Sandra Scarlet Soraya Valentina Vanessa Verónica Victoria Wilmary Xiomara "
    "Yajaira Zuleima Andrea Adriana Alejandra Angélica Beatriz Bárbara Carolina Claudia Cristina Diana Dubraska "
    "Eliana Fátima Gloria Irene Jacqueline Kimberly Laura Lorena Marbelis Mercedes Mónica Nancy Natalia Nelly "
    "Olga Pierina Raquel Ruth Sofía Susana Teresa Yanira Yoselin Zoraida"
).split()
MALE = (
    "José Luis Carlos Juan Jesús Miguel Ángel Pedro Rafael Ramón Alexander Alejandro Alfredo Alirio Andrés "
    "Anderson Antonio Argenis Arturo Brayan César Cristian Daniel Darwin David Deivis Diego Douglas Edgar "
    "Edinson Eduardo Eduard Edward Elio Elvis Enderson Endry Enrique Erick Ernesto Eudis Fabián Félix Fernando "
    "Francisco Franklin Freddy Gabriel Gerardo Germán Gilberto Giovanny Gregorio Guillermo Gustavo Héctor Henry "
    "Hernán Hugo Humberto Israel Iván Jackson Jairo Javier Jefferson Jeison Jhon Jhonatan Joel Jonás Jorge Josué "
    "Julio Junior Keiber Kelvin Kevin Leandro Leonardo Leonel Levis Lisandro Manuel Marcos Mario Maikel Moisés "
    "Nelson Néstor Nixon Oscar Osmel Omar Orlando Oswaldo Pablo Ricardo Richard Roberto Robinson Rodolfo Ronald "
    "Rubén Samuel Santiago Saúl Sebastián Simón Tomás Ulises Víctor Wilfredo William Wilmer Winston Yeferson "
    "Yohan Yonathan Yorman Yosmar"
).split()
SECOND_FEMALE = (
    "del Valle|del Carmen|de los Ángeles|Alejandra|Alexandra|Andreína|Antonia|Beatriz|Carolina|Chiquinquirá|"
    "Coromoto|Cristina|Daniela|de Jesús|del Rosario|Elena|Eugenia|Fernanda|Gabriela|Isabel|José|Josefina|"
    "Katherine|Lucía|Margarita|Mercedes|Michelle|Milagros|Nazareth|Paola|Patricia|Rosalía|Saraí|Sofía|Teresa|"
    "Valentina|Verónica|Victoria|Virginia|Yadira"
).split("|")
SECOND_MALE = (
    "Alberto|Alejandro|Alexander|Alfonso|Andrés|Antonio|Arturo|de Jesús|David|del Valle|Eduardo|Emilio|Enrique|"
    "Ernesto|Gabriel|Gregorio|Guillermo|Ignacio|Javier|Jesús|José|Leonardo|Luis|Manuel|Miguel|Rafael|Ramón|"
    "Ricardo|Segundo|Vicente"
).split("|")
SURNAMES = (
    "González Rodríguez Pérez Hernández García Martínez López Sánchez Rivas Rondón Romero Rojas Ramírez Ramos "
    "Salazar Suárez Silva Soto Sosa Torres Urdaneta Uzcátegui Valera Vargas Vásquez Velásquez Vera Villalobos "
    "Villegas Zambrano Zerpa Acosta Aguilera Alvarado Álvarez Araujo Arias Arteaga Ávila Barrios Bastidas "
    "Bermúdez Blanco Bracho Bravo Briceño Brito Cabrera Camacho Campos Cárdenas Carrasco Carrillo Castellanos "
    "Castillo Castro Cedeño Chacín Chirinos Colina Colmenares Contreras Cordero Coronado Corredor Cortez Delgado "
    "Díaz Duarte Durán Escalona Escobar Espinoza Fernández Ferrer Figueroa Flores Fuentes Gil Godoy Gómez "
    "Graterol Guerra Guerrero Gutiérrez Guzmán Herrera Hurtado Jiménez Labrador Lara Leal León Linares Lozada "
    "Lugo Luna Machado Maldonado Marcano Marín Márquez Marrero Mata Medina Mejías Mendoza Molina Monsalve "
    "Montero Montilla Morales Moreno Morillo Mosquera Moya Muñoz Navarro Nieves Noguera Núñez Ochoa Oliveros "
    "Ortega Ortiz Osorio Pacheco Padilla Palacios Paredes Parra Peña Perdomo Pernía Petit Pineda Piña Pinto "
    "Prieto Quintero Rangel Reyes Rincón Ríos Rivero Rosales Rosario Rujano Salas Salcedo Sandoval Santana "
    "Sarmiento Serrano Sierra Sulbarán Tovar Trejo Urbina Valbuena Valdez Valero Vielma Viloria Yánez Yépez "
    "Zabala Zapata"
).split()

# Of the others, few enough for one table each: women's names, men's names, surnames.
ELSEWHERE = {
    "HT": (
        "Marie Guerline Nadège Mirlande Fabienne Rose Darline Islande".split(),
        "Jean Wilner Frantz Jacques Stanley Ronel Evens Pierre".split(),
        "Jean-Baptiste Pierre Louis Joseph Charles Saint-Fleur Désir Estimé Philippe".split(),
    ),
    "SY": (
        "Amina Fatima Layla Nour Rania Samira Hala Zeinab".split(),
        "Ahmad Khaled Omar Yusuf Bassel Hassan Mahmoud Tarek".split(),
        "Al-Hamwi Haddad Khoury Darwish Al-Masri Nasser Sabbagh Qasim".split(),
    ),
    "AF": (
        "Maryam Zahra Parwin Shabnam Laila Nadia".split(),
        "Mohammad Farid Jamil Najib Karim Habib".split(),
        "Ahmadi Karimi Rahimi Noori Hashimi Sadat".split(),
    ),
    "CM": (
        "Solange Brigitte Aurélie Mireille Clarisse".split(),
        "Emmanuel Serge Alain Didier Thierry".split(),
        "Mbarga Ngono Fotso Kamga Tchoumi Eyenga".split(),
    ),
}

PLAIN = str.maketrans("áéíóúüñèÁÉÍÓÚÑ", "aeiouuneAEIOUN")


def surname(rng: Random, country: str) -> str:
    """One surname, as a household shares it."""
    table = ELSEWHERE[country][2] if country in ELSEWHERE else SURNAMES
    return table[int(rng.random() * len(table))]


def given_names(rng: Random, country: str, *, female: bool) -> str:
    """One or two given names, in the Venezuelan way two more often than not."""
    if country in ELSEWHERE:
        table = ELSEWHERE[country][0 if female else 1]
        return table[int(rng.random() * len(table))]
    first, second = (FEMALE, SECOND_FEMALE) if female else (MALE, SECOND_MALE)
    name = first[int(rng.random() * len(first))]
    if rng.random() < 0.72:
        more = second[int(rng.random() * len(second))]
        if more != name:
            return f"{name} {more}"
    return name
