"""Names that tell a given name from a surname where a sheet writes both in one cell.

The commonest given names of the people Casework serves (Venezuela, Colombia, Peru, Ecuador) and the commonest surnames.
They only decide what the number of words leaves open (see names.py); a name that is missing here is no mistake. Words
that are both (Santiago, Rosa) stand where they are met more.
"""

from .words import listed

GIVEN_NAMES = frozenset(
    listed("""
    aaron|abel|abigail|abraham|adela|adolfo|adrian|adriana|agustin|aida|alba|alberto|alejandra|
    alejandro|alexa|alexander|alexandra|alexis|alfredo|alicia|alonso|alvaro|amanda|amelia|ana|anais|
    anderson|andrea|andreina|andres|andry|angel|angela|angelica|angelina|angelo|anibal|antonella|
    antonia|antonio|ariana|armando|arturo|astrid|augusto|aura|aurora|barbara|beatriz|belen|benjamin|
    bernardo|betty|blanca|brayan|brenda|brigitte|bryan|camila|camilo|carla|carlos|carmen|carolina|
    catalina|cecilia|cesar|christian|clara|claudia|cristian|cristina|dairy|dalia|daniel|daniela|
    danny|darwin|david|dayana|deivis|delia|denisse|diana|diego|dilan|domingo|dora|doris|eddy|
    edgar|edison|eduardo|edwin|elena|eliana|elias|elisa|elizabeth|elsa|emilia|emiliano|emilio|
    emily|emma|enrique|eric|erika|ernesto|esteban|estefania|estefany|esteher|esther|eugenia|eva|
    evelyn|fabian|fabiana|fabiola|fatima|federico|felipe|felix|fernanda|fernando|francisca|francisco|
    franklin|freddy|gabriel|gabriela|genesis|george|geraldine|gerardo|german|gilberto|giovanni|
    gisela|gladys|gloria|graciela|gregoria|gregorio|greta|guadalupe|guillermo|gustavo|hannah|haydee|
    hector|henry|hernan|hilda|hugo|humberto|ignacio|ines|ingrid|irene|iris|irma|isaac|isabel|
    isabella|ismael|israel|ivan|jackson|jaime|javier|jefferson|jennifer|jenny|jesica|jessica|jesus|
    jhon|jhonny|joel|johan|johana|johanna|john|jonathan|jorge|jose|josefa|josefina|joseph|josue|
    juan|juana|juancarlos|judith|julia|julian|juliana|julieta|julio|karen|karina|karla|katherine|
    katiuska|keila|kelly|kevin|kleiver|laura|leidy|leonardo|leonel|leonor|leticia|lida|liliana|
    lisbeth|lorena|lorenzo|lourdes|lucas|lucia|luciana|luis|luisa|luisana|luz|magaly|manuel|
    manuela|marcela|marcelo|marco|marcos|margarita|maria|mariana|maribel|mariela|marina|mario|
    marisol|marlon|marta|martha|mary|mateo|matias|mauricio|maximiliano|mayra|mercedes|miguel|
    milagros|milena|miranda|miriam|moises|monica|nancy|natalia|nathaly|nayibe|nelly|nelson|nestor|
    nicolas|nicole|noemi|nora|norma|octavio|olga|oriana|orlando|oscar|pablo|paola|patricia|
    patricio|paul|paula|paulina|pedro|pilar|rafael|rafaela|ramiro|ramon|ramona|raquel|raul|rebeca|
    reinaldo|rene|ricardo|richard|roberto|robinson|rocio|rodolfo|rodrigo|rogelio|ronald|rosa|
    rosario|rosmary|roxana|ruben|ruth|salome|samuel|sandra|santiago|sara|sarai|saul|sebastian|
    sergio|silvia|simon|sofia|soledad|sonia|stefania|stefany|steven|susana|tamara|tania|tatiana|
    teodoro|teresa|tomas|ursula|valentina|valeria|vanessa|veronica|vicente|victor|victoria|vilma|
    violeta|virginia|viviana|walter|wendy|william|wilmer|wilson|xavier|ximena|yajaira|yanira|yasmin|
    dulce|maite|nohemi|elvira|
    yesenia|yohana|yolanda|yorman|yuleisy|yuliana|yulimar|yusbelis|zoraida|zulay
    """)
)
# Devotions: with their particle they are a second given name ("María del Valle Peña Soto").
DEVOTIONS = frozenset(
    listed("""
    coromoto|de coromoto|de fatima|de jesus|de la caridad|de las mercedes|de los angeles|de los milagros|
    de lourdes|del carmen|del consuelo|del mar|del pilar|del rocio|del rosario|del socorro|del valle
    """)
)
SURNAMES = frozenset(
    listed("""
    acosta|aguilar|alvarado|alvarez|araujo|arias|bermudez|blanco|bracho|bravo|briceno|cabrera|
    cardenas|carrillo|castillo|castro|cedeno|chacin|chavez|colina|colmenares|contreras|cordero|diaz|
    espinoza|fernandez|ferrer|flores|fuentes|garcia|gil|gimenez|gomez|gonzales|gonzalez|graterol|
    guedez|guerra|guerrero|guevara|gutierrez|hernandez|herrera|jimenez|leal|lopez|lozada|lugo|marin|
    marquez|martinez|medina|mejia|mejias|mendez|mendoza|mogollon|molina|montilla|morales|moreno|
    munoz|navarro|nunez|ochoa|ojeda|ortega|ortiz|pacheco|padilla|paredes|parra|pena|peraza|perez|
    pineda|pinto|pirela|quintero|quispe|ramirez|ramos|rangel|reyes|rincon|rios|rivas|rivera|rivero|
    rodriguez|rojas|romero|rondon|rosales|ruiz|salas|salazar|salcedo|sanchez|sandoval|silva|soto|
    suarez|teran|toro|torrealba|torres|urdaneta|valera|vargas|vasquez|vega|velasco|velasquez|vera|
    vergara|villalobos|villegas|yepez|zambrano|zapata
    """)
)
