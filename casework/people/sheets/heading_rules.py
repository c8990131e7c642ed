"""Rules by which a heading is understood that is not known as a whole: the first that fits counts.

A pattern is groups of words, parted by "&", each of which the heading has; spaces around "|" do not count. A rule
without a field says that such headings hold nothing of ours.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A heading that has these words, and not those, holds this field. With words besides `all_words` it is a guess,
    or, where `is_strict`, nothing. Of `of_person` fields, those of an organisation or a course are not meant."""

    field: str
    has: re.Pattern
    lacks: re.Pattern | None = None
    all_words: frozenset = frozenset()
    is_strict: bool = False
    is_guess: bool = False
    of_person: bool = True


def _alternatives(text: str) -> str:
    return "|".join(" ".join(one.split()) for one in text.replace("{number}", _NUMBER).split("|"))


def _rule(field: str, has: str, lacks: str = "", words: str = "", **options) -> Rule:
    looked_for = "".join(f"(?=.*\\b(?:{_alternatives(part)})\\b)" for part in has.split("&"))
    lacking = re.compile(f"\\b(?:{_alternatives(lacks)})\\b") if lacks else None
    return Rule(field, re.compile(looked_for), lacking, frozenset(words.split()), **options)


_NUMBER = "numero|nro|num|no|n|number"
_NAME_WORDS = """nombre nombres name names apellido apellidos completo completos completa full documento cedula
    pasaporte legal primer primero segundo surname surnames last first second family given middle
    paterno materno legales s ambos dos los como consta figura aparece identidad two both"""
RULES = [
    _rule(
        "birth_estimated",
        r"nac\w*|birth\w*|dob|edad|age & estimad[oa]|estimated|aproximad[oa]|approximate|exacta",
    ),
    _rule(
        "",
        "tipo|causa|carnet|carne|conadis|type & discapacidad|disability",
    ),
    _rule(
        "disability_percent",
        "discapacidad|disability",
        "hijo|familiar|cuantas|cuantos",
        words="""discapacidad disability porcentaje percentage grado degree tiene posee presenta con alguna
        porciento nivel""",
    ),
    _rule(
        "",
        """nombres?| name| edad| sexo| age| telefono| estado| nivel| cedula & jef[ea]| cabeza| head|
        jefatura & hogar| familia| household| family""",
    ),
    _rule(
        "household_head",
        "jef[ea]|jefatura|cabeza|head & hogar|familia|household|family",
        words="jefe jefa jefatura cabeza head hogar familia household family si no s n y usted",
    ),
    _rule(
        "",
        r"edad\w*|age|ages|nombres?|sexo|menor|fecha|ano & hij[oa]s|children|ninos",
    ),
    _rule(
        "children_count",
        "{number}|cuantos|cuantas|cantidad|total|many & hij[oa]s|children|ninos|ninas",
        r"hogar|integrantes|escuela|estudian|vacunad\w*|brothers",
        words="""numero nro num no n number cuantos cuantas cantidad total hijos hijas children tiene how many
        have ninos do you""",
    ),
    _rule(
        "",
        """lugar| pais| ciudad| provincia| canton| place| country| city| certificado| acta| partida|
        estado| parroquia| hora| hijo| hija| region & nac| nacimiento| birth| nacio""",
    ),
    _rule(
        "birth_date",
        "nacimiento|nac|birth|birthdate|nacio|birthday|naciste",
        "peso|weight|orden|control|parto|sexo?|genero|gender",
        words="""fecha fec f nacimiento nac birth date birthdate dia mes ano day month year nacio cuando when
        naciste dd mm aaaa were born""",
    ),
    _rule(
        "",
        "grupo|rango|range|group|meses|months|etario|etaria|bracket|categoria & edad|age",
    ),
    _rule(
        "age",
        "edad|age",
        "tercera|mayor|menor|escolar|marriage|hijos?|primer|inicio",
        words="edad age anos years cumplidos cumplida in current exacta completos aprox aproximada",
    ),
    _rule(
        "",
        """identidad| orientacion| violencia| igualdad| identity| orientation| enfoque| based & genero|
        gender| sexo| sexual""",
    ),
    _rule(
        "sex",
        "sexo|sex|genero|gender",
        "hijo|jefe|hogar|contenido|bebe",
        words="sexo sex genero gender biologico h m f hombre mujer nacer al birth assigned",
    ),
    _rule(
        "",
        "otra|segunda|doble|second|other & nacionalidad|nationality",
    ),
    _rule(
        "nationality",
        """nacionalidad| nationality| citizenship| pais & origen| nacionalidad| origin| nationality|
        citizenship| procedencia| proviene""",
        words="nacionalidad nationality citizenship pais country origen origin",
    ),
    _rule(
        "nationality",
        """nacionalidad| nationality| citizenship| country & nacionalidad| nationality| citizenship| origin""",
        words="nacionalidad nationality citizenship country origin",
    ),
    _rule(
        "document_kind",
        """tipo| clase| type| kind & documento| identificacion| doc| identidad| identification| document|
        documentacion| id| docto""",
        "fecha|number|numero|nro|violencia|discapacidad|otro|especifique|specify",
        words="""tipo clase type kind documento identificacion doc identidad identification document id cedula
        pasaporte identity tiene porta""",
    ),
    _rule(
        "document_kind",
        "que|cual & documento & tiene|porta|posee|presenta",
        is_guess=True,
    ),
    _rule(
        "",
        r"""fecha| vencimiento| caducidad| expiry| expira\w*| emision| foto| copia| lugar| imagen| photo|
        scan| pais| country| issue\w*| estado| valid\w*| vigente| vigencia| caduca| vence| tiene| posee|
        cuenta| porque| motivo| observacion\w*| archivo| adjunto| url| otro| especifique| upload| sin &
        documento| document| cedula| pasaporte| passport| identificacion| visa| dni| id| ci""",
    ),
    _rule(
        "",
        """unhcr| acnur| progres| household| case| caso| familia| family| form| record| registro| hogar|
        vivienda| survey| unique| index| instance| device| group| parent| system| carnet| conadis|
        seguro| iess| ruc| tracked| org| event| external| contact| internal| user & id| codigo| code|
        number| numero| nro| cedula| identifier""",
    ),
    _rule(
        "document_number",
        """cedula| ci| c i| id| identidad & pasaporte| passport| otro| dni| carnet| carne| identificacion|
        documento| refugiado""",
        words="""numero nro num no n number cedula ci c id identidad pasaporte passport dni documento identificacion
        carnet carne refugiado otro ciudadania extranjeria ecuatoriana venezolana""",
    ),
    _rule(
        "cedula_number",
        "cedula",
        words="numero nro num no n number cedula identidad ciudadania venezolana ecuatoriana colombiana",
    ),
    _rule(
        "passport_number",
        "pasaporte|passport",
        words="numero nro num no n number pasaporte passport",
    ),
    _rule(
        "document_number",
        """{number}| documento| identificacion| document & documento| doc| document| identificacion|
        identidad| identification| id| dni""",
        "hijos?|integrantes",
        words="""numero nro num no n number documento doc document identificacion identidad identification id dni
        identity""",
    ),
    _rule(
        "",
        """tiene| posee| utiliza| acceso| have| has| propietario| tipo| operadora| owner| acepta| autoriza|
        desea| cuenta| puede| enviar| access| type| usa| smartphone| saldo & telefono| celular| phone|
        correo| email| whatsapp| internet| movil| mobile| telefonico""",
    ),
    _rule(
        "email",
        "correo|email|mail|e mail|emails",
        "postal|institucional|fisico",
        words="correo email mail e direccion electronico address personal",
    ),
    _rule(
        "",
        "tipo|type|clase|marca|modelo|acceso|access & telefonos?|celular|celulares|phone|phones|mobile",
    ),
    _rule(
        "phone",
        """telefonos?| celular| celulares| movil| phone| phones| mobile| whatsapp| tel| cel| tlf| telf|
        telephone| telefonico| fono| cellphone""",
        words="""telefono telefonos celular celulares movil phone phones mobile whatsapp tel cel tlf telf
        telephone telefonico numero nro num no n number contacto contact convencional fijo principal
        primario secundario alterno alternativo alternative otro personal domicilio casa 1 2 3 primary
        secondary main cellphone fono""",
    ),
    _rule(
        "phone",
        "{number} & contacto|contact",
        "nombre|name|quien",
        words="numero nro num no n number contacto contact",
        is_guess=True,
    ),
    _rule(
        "",
        """tramite| cita| visita| proximo| proxima| entrega| nacimiento| ultima| ultimo| cierre| final|
        fin| salida| muerte| pago| programa| trabajo| proyecto| sistema| capacitacion| curso| retorno|
        deportacion| seguimiento| actualizacion & fecha| date""",
    ),
    _rule(
        "registered_on",
        """fecha| date| dia| day & registro| atencion| entrevista| brigada| inscripcion| encuesta|
        levantamiento| intake| interview| registration| enrollment| enrolment| registered| submission|
        identification| assessment| captura| aplicacion""",
        "hora",
        words="""fecha date dia day registro atencion entrevista brigada inscripcion encuesta levantamiento
        intake interview registration enrollment enrolment""",
        of_person=False,
    ),
    _rule(
        "entry_date",
        """fecha| date| cuando| when| dia & ingreso| entrada| llegada| arrival| entry| llego| ingreso|
        entro| entered| arrived""",
        words="""fecha date ingreso entrada llegada arrival entry pais ecuador cuando when llego entro entered
        arrived into did you territorio nacional""",
    ),
    _rule(
        "entry_point",
        """punto| lugar| paso| puesto| donde| point| place| crossing| frontera| where & ingreso| entrada|
        fronterizo| entry| border| entro| ingresar| entered| control""",
        words="""punto lugar paso puesto point place crossing frontera ingreso entrada fronterizo entry border
        ecuador pais donde entro""",
    ),
    _rule(
        "entry_regular",
        """regular| regularmente| legal| autorizado| forma| tipo| sellado| sello| habilitado| regularly &
        ingreso| entrada| entry| entro| ingresar| entered""",
        words="""regular legal ingreso entrada entry si no s n y regularly entered forma entro pais ecuador""",
    ),
    _rule(
        "",
        r"{number}|cuantas|cuantos|cantidad|many & acompan\w*|viaja\w*|travel\w*",
    ),
    _rule(
        "travels_with",
        """viaja| viajo| viajan| acompanado| travel| travels| travelling| traveling & con| quien| with|
        alone| grupo| por| acompanantes""",
        words="""viaja viajo con quien quienes acompanado travels travelling traveling with whom grupo familiar
        grupo""",
    ),
    _rule(
        "",
        """nacimiento| origen| procedencia| trabajo| destino| birth| origin| nacio| anterior| estudio|
        salida| nombres?| telefono| encuesta| entrevista| registro| atencion| brigada| emision &
        provincia| canton| ciudad| province| city| municipio| parroquia| direccion| address| sector|
        barrio""",
    ),
    _rule(
        "",
        """proyecto| trabajo| tipo| codigo| code| pcode| economico| nombres?| anos| tiempo| provincial|
        distrital| general & provincia| canton| ciudad| parroquia| direccion| barrio| sector| distrito|
        pcode""",
    ),
    _rule(
        "province",
        "provincia|province|prov|admin ?1|adm ?1",
        "distrito",
        words="""provincia province residencia domicilio vive admin1 adm1 admin reside se encuentra donde 1 name""",
    ),
    _rule(
        "canton",
        "canton|ciudad|city|municipality|municipio|admin ?2|adm ?2",
        words="""canton ciudad city municipality municipio residencia domicilio vive reside admin2 adm2 admin
        donde residence 2 name town""",
    ),
    _rule(
        "address",
        """direccion| domicilio| address| barrio| parroquia| calle| recinto| ciudadela| neighbou?rhood|
        street| vive| reside| residencia| admin ?3| adm ?3| parish""",
        """con| quien| quienes| tiempo| anos| meses| tipo| cuantos| cuantas| pais| country| tenencia| visa|
        permiso| personas| propia| arrendada| condicion| material| estado| temporal| permanente| desde|
        how| long| email| correo| ip| numero| calidad| solicitud""",
        words="""direccion domicilio address barrio parroquia calle residencia domiciliaria exacta sector lugar
        street neighbourhood vive donde home completa habitacion comunidad referencia""",
    ),
    _rule(
        "address",
        "comunidad",
        r"nombre|lider|tipo|lgbt\w*|pertenece",
        is_guess=True,
        of_person=False,
    ),
    _rule(
        "remarks",
        """observacion| observaciones| comentario| comentarios| nota| notas| remarks| comments| notes|
        novedades""",
        "promedio|final|credito",
        words="""observacion observaciones comentario comentarios nota notas remarks comments notes adicional
        adicionales general generales otros otras additional any novedades other""",
        of_person=False,
    ),
    _rule(
        "",
        r"""nombres?| apellidos?| names?| surname & social| preferred| preferido| identitario| usual| alias|
        anterior| otros| user| file| case| artistico| comercial| maiden| soltera| phonetic| nick\w*|
        search| pila""",
    ),
    _rule(
        "full_name",
        "nombres?|name|names & apellidos?|surnames?|last|family",
        "number",
        words=_NAME_WORDS,
        is_strict=True,
    ),
    _rule(
        "given_names",
        "primer|segundo|tercer|first|second|middle|given|pila|1er|2do & nombres?|names?",
        words=_NAME_WORDS,
        is_strict=True,
    ),
    _rule(
        "family_names",
        "apellidos?|surnames?|last names?|family names?",
        words=_NAME_WORDS,
        is_strict=True,
    ),
    _rule(
        "full_name",
        "nombres?|names? & completos?|full|legal|complete|documento|cedula|identidad",
        words=_NAME_WORDS,
        is_strict=True,
    ),
    _rule(
        "full_name",
        "nombres?|names?",
        words=_NAME_WORDS,
        is_strict=True,
        is_guess=True,
    ),
]
