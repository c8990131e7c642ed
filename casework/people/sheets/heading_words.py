"""The words of headings: of forms and lists in Ecuador, KoBoToolbox, CommCare, DHIS2, Primero, HOPE and others."""

import re
from dataclasses import dataclass

from .values.words import listed

FILLERS = frozenset(
    """a al actual actualmente and asignado cual cuales de del el en es esta este favor her his i indique ingrese is la
    las le lo los mi my o of or opcional obligatorio por que registre required requerido segun select su sus the this to
    tu u un una usted what which y your escriba seleccione please enter coloque ponga se favor""".split()
)
# Whose row it is: "nombre del beneficiario".
SUBJECTS = frozenset(
    """beneficiario beneficiaria beneficiarios beneficiarias persona personas person people entrevistado entrevistada
    participante participantes participant titular solicitante applicant migrante migrantes paciente patient estudiante
    individual individuo beneficiary client cliente member asistente respondent encuestado encuestada registrado
    registrada usuaria atendida atendido principal postulante aspirante refugiado refugiada afiliado propio propia
    informante ciudadano ciudadana emprendedor emprendedora inscrito jefe survivor child case household""".split()
)
# Somebody else than whose row it is.
OTHERS = frozenset(
    """conyuge esposo esposa pareja conviviente spouse husband wife partner madre mama mother padre papa father padres
    parent parents representante tutor tutora apoderado guardian caregiver cuidador cuidadora emergencia emergency
    referencia referencias reference familiar pariente relative hijo hija son daughter miembro miembros integrante
    integrantes members acompanante hermano hermana brother sister abuelo abuela vecino vecina conocido amigo amiga
    garante kin alterna dependiente carga""".split()
)
# These speak of others and yet are facts of the person.
ABOUT_OTHERS = re.compile(r"\b(hijos?|children|viaj\w*|travel\w*|acompan\w*|hogar|familia|parentesco|relationship)\b")
# With these, a name, a telephone, an address or a number is not the person's.
NOT_A_PERSONS = frozenset(
    """organizacion organization organisation asociacion institucion institution empresa company proyecto project
    programa programme program curso cursos taller talleres encuestador encuestadora enumerator entrevistador
    entrevistadora interviewer promotor promotora funcionario funcionaria responsable tecnico tecnica digitador
    registrador username device dispositivo form formulario version banco bank cuenta account negocio emprendimiento
    business escuela colegio school unidad educativa producto vacuna fundacion ong ngo socio implementador agencia
    agency oficina office brigada facilitador facilitadora docente instructor evento actividad activity medico hospital
    centro sede ip web facebook instagram usuario user login clave contrasena password grupo group lider sala comunidad
    cooperativa ruc factura sector cargo puesto trabajo empleador jefatura""".split()
)


def _table(entries: dict[str, str]) -> dict[str, str]:
    return {
        " ".join(word for word in heading.split() if word not in FILLERS) or heading: field
        for field, headings in entries.items()
        for heading in listed(headings)
    }


# Field → headings that leave no doubt, folded (no accents, case or punctuation: "Fecha Nac." is "fecha nac").
HEADINGS = {
    "registered_on": """
        fecha de registro|fecha registro|fecha de ingreso de datos|fecha de atencion|fecha atencion|
        fecha de la brigada|fecha brigada|fecha de entrevista|fecha de inscripcion|registration date|
        date of registration|registered on|registered|intake date|date of intake|interview date|
        fecha de la encuesta|fecha de levantamiento|enrollment date|enrolment date|date of interview
    """,
    "full_name": """
        nombres y apellidos|nombre y apellido|nombre y apellidos|nombres apellidos|nombre apellido|nombre completo|
        nombres completos|nombres y apellidos completos|apellidos y nombres completos|
        apellidos y nombres|apellido y nombre|apellidos nombres|apellido nombre|apellidos y nombre|
        full name|fullname|complete name|name and surname|first and last name|
        surname and name|surnames and names|last name first name|display name|sort name|name first last
    """,
    "given_names": """
        primer nombre|segundo nombre|middle name|middle names|second name|tercer nombre|
        nombres de pila|nombre de pila|nombres propios|given name|given names|given name s|primeros nombres|
        first name|first names|first name s|firstname|middlename|forename|forenames|nombre 1|nombre 2|nombre1|nombre2|
        nombres primero|nombres segundo|nombre primero|nombre segundo|nombres primer|nombres 1ro|nombres 2do
    """,
    "family_names": """
        apellido|apellidos|primer apellido|segundo apellido|apellido paterno|apellido materno|apellidos completos|
        apellido s|surname|surnames|surname s|family name|family names|family name s|lastname|first surname|
        last name|last names|last name s|second surname|apellido 1|apellido 2|apellido1|apellido2|
        apellidos paterno|apellidos materno|apellidos primero|apellidos segundo|apellido primero|apellido segundo|
        paterno|materno
    """,
    "sex": "sexo|genero|sexo genero|genero sexo|sex|gender|sex gender|sexo biologico|sexo h m|sexo m f",
    "birth_date": """
        fecha de nacimiento|fecha nacimiento|fecha nac|fecha de nac|f nac|f nacimiento|fec nac|fdn|f n|fechanac|
        fecha nto|nacimiento|date of birth|birth date|birthdate|dob|born|born on|birthday|date birth|fnac|fecha nacim
    """,
    "birth_estimated": """
        fecha de nacimiento estimada|fecha de nacimiento aproximada|estimated birth date|birth date estimated|
        estimated birthdate|is birth date estimated|nacimiento estimado|fecha nacimiento es estimada|estimated dob|
        is age estimated|edad estimada s n|birthdate estimated|dob estimated|date of birth estimated|
        fecha estimada nacimiento
    """,
    "age": "edad|edad anos|anos|anos cumplidos|edad cumplida|age|age in years|age years|current age|cuantos anos tiene",
    "nationality": """
        nacionalidad|nacionalidades|pais de origen|pais origen|pais de nacionalidad|nationality|country of origin|
        country of nationality|citizenship|country of citizenship|nacionalidad pais|origin country|country origin
    """,
    "document_kind": """
        tipo doc|tipo de doc|tipo documento|tipo de documento|tipo de documento de identidad|documentacion tipo|
        clase de documento|documento tipo|tipo de identificacion|tipo identificacion|tipo id|document type|
        type of document|id type|type of id|document kind|kind of document|identification type|id document type|
        tipo documento identificacion|tipo dni|type of identification
    """,
    "document_number": """
        nro documento|n documento|no documento|num documento|numero documento|numero documento identidad|
        nro doc|n doc|no doc|num doc|numero doc|documento|documento de identidad|numero de identificacion|
        nro identificacion|n identificacion|no identificacion|num identificacion|identificacion|cedula o pasaporte|
        cedula pasaporte|ci pasaporte|c i pasaporte|documento identificacion|numero identidad|numero id|
        document number|document no|number of document|id number|id no|identification|identification number|
        identity document number|id document number|numero cedula o pasaporte|numero cedula pasaporte|
        nro cedula pasaporte|n cedula pasaporte|no cedula pasaporte|cedula pasaporte otro|dni|nro dni|numero dni|
        pasaporte cedula|cedula identidad pasaporte|ci dni pasaporte|documento numero|doc numero|doc identidad|
        identity document|id document
    """,
    "cedula_number": """
        cedula|cedula de identidad|nro cedula|n cedula|no cedula|num cedula|numero cedula|ci|c i|
        cedula ciudadania|numero cedula identidad|n ci|nro ci|cc|national id|national id no|national id number|
        cedula numero|cedula no|cedula n|cedula nro
    """,
    "passport_number": """
        pasaporte|nro pasaporte|n pasaporte|no pasaporte|num pasaporte|numero pasaporte|passport|
        passport number|passport no|pasaporte numero|pasaporte n
    """,
    "phone": """
        telefono|telefonos|telefono s|telefono 1|telefono 2|telefono1|telefono2|telefono celular|celular|celulares|cel|
        celular 1|celular 2|telf|tlf|tel|movil|numero telefono|numero celular|nro telefono|n telefono|no telefono|
        telefono contacto|telefonos contacto|numero contacto|nro celular|whatsapp|telefono whatsapp|telefono alterno|
        otro telefono|phone|phones|phone 1|phone 2|phone number|phone numbers|telephone|telephone number|mobile|
        mobile number|mobile phone|cell|cell phone|contact number|contact phone|phone no|primary phone|telefono movil|
        numero whatsapp|telefono convencional|telefono domicilio|telefono fijo|celular contacto|whatsapp number|
        contact phone number|mobile phone number|num telefono|fono|numero telefonico|telefono principal|telefono personal
    """,
    "email": """
        correo|correos|correo electronico|email|e mail|mail|correo e|direccion correo|correo email|
        email address|e mail address|direccion correo electronico|direccion email|correo personal|correo electronico 1
    """,
    "province": """
        provincia|provincia residencia|prov|province|province residence|admin 1|adm1|admin1|provincia domicilio|
        admin1 name|adm1 es|adm1 name|admin level 1
    """,
    "canton": """
        canton|canton residencia|ciudad|ciudad residencia|canton ciudad|ciudad canton|municipality|city|admin 2|adm2|
        admin2|canton domicilio|ciudad vive|canton vive|ciudad domicilio|adm2 es|adm2 name|admin level 2|city residence
    """,
    "address": """
        direccion|direccion domiciliaria|direccion domicilio|direccion residencia|domicilio|barrio|parroquia|
        barrio sector|sector barrio|direccion barrio|lugar residencia|address|home address|street|street address|
        neighbourhood|neighborhood|calle|parroquia residencia|barrio residencia|barrio comunidad|direccion exacta|
        direccion habitacion|direccion referencia|admin3|adm3|admin 3|recinto|address line 1|direccion 1|parish|
        referencia domicilio|direccion completa|residential address|current address|donde vive|ciudadela
    """,
    "entry_date": """
        fecha ingreso|fecha ingreso pais|fecha ingreso ecuador|fecha entrada|fecha llegada|fecha llegada ecuador|
        fecha llegada pais|fecha entrada pais|fecha entrada ecuador|
        ingreso al pais|entry date|date of entry|arrival date|date of arrival|entered on|
        date of entry to ecuador|date of arrival ecuador|date arrival country
    """,
    "entry_point": """
        punto ingreso|lugar ingreso|punto entrada|lugar entrada|paso fronterizo|frontera|punto ingreso pais|
        lugar ingreso pais|lugar ingreso ecuador|punto ingreso ecuador|entry point|point of entry|border crossing|
        place of entry|border crossing point|frontera ingreso
    """,
    "entry_regular": """
        ingreso regular|ingreso regular s n|ingreso regular si no|ingreso por paso regular|ingreso legal|
        entrada regular|entrada regular s n|regular entry|regular entry y n|regular entry yes no|
        entered regularly|entered regularly y n|ingreso forma regular|ingreso paso autorizado
    """,
    "travels_with": """
        viaja con|con quien viaja|quien viaja|viajo con|acompanantes|composicion familiar|acompanado por|travels with|
        travelling with|traveling with|accompanied by|travel group|grupo viaje
    """,
    "children_count": """
        hijos|numero hijos|nro hijos|n hijos|no hijos|num hijos|cantidad hijos|cuantos hijos|cuantos hijos tiene|
        hijos as|hijos menores|children|number of children|no of children|children count|numero ninos|numero hijas
    """,
    "household_head": """
        jefe a de hogar|jefe hogar|jefa hogar|jefatura hogar|cabeza hogar|jefe jefa hogar|jefa jefe hogar|
        cabeza familia|jefe familia|head household|household head|head family|hoh|jefe s hogar|is head household
    """,
    "disability_percent": """
        discapacidad|porcentaje discapacidad|grado discapacidad|tiene discapacidad|posee discapacidad|
        discapacidad porcentaje|disability|disability percent|disability percentage|percentage disability|
        degree disability|presenta discapacidad|persona discapacidad|persona con discapacidad|con discapacidad|
        tiene alguna discapacidad
    """,
    "remarks": """
        observaciones|observacion|obs|comentarios|comentario|notas|nota|novedades|remarks|remark|
        comments|comment|notes|note|observations|observaciones generales|observaciones adicionales
    """,
    "other_phone": "telefono emergencia|contacto emergencia|emergency contact|emergency phone|emergency contact number",
}
CERTAIN = _table(HEADINGS)
# Headings that mean these more often than something else.
GUESSES = {
    "registered_on": "fecha|date|marca temporal|timestamp|start time|hora inicio|today|submission date|completed time|fecha hora",
    "full_name": "nombre|nombres|name|names|persona|person|beneficiario|beneficiaria|beneficiario a|beneficiary|titular|participante",
    "address": "lugar|ubicacion|location",
}
GUESSED = _table(GUESSES)


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


def _rule(field: str, has: str, lacks: str = "", words: str = "", **options) -> Rule:
    looked_for = "".join(f"(?=.*\\b(?:{part})\\b)" for part in has.split(" & "))
    lacking = re.compile(f"\\b(?:{lacks})\\b") if lacks else None
    return Rule(field, re.compile(looked_for), lacking, frozenset(words.split()), **options)


_NUMBER = "numero|nro|num|no|n|number"
_NAME_WORDS = """nombre nombres name names apellido apellidos completo completos completa full documento cedula pasaporte
    legal primer primero segundo surname surnames last first second family given middle paterno materno legales s ambos
    dos los como consta figura aparece identidad two both"""
RULES = [
    _rule("birth_estimated", "nac\\w*|birth\\w*|dob|edad|age & estimad[oa]|estimated|aproximad[oa]|approximate|exacta"),
    _rule("", "tipo|causa|carnet|carne|conadis|type & discapacidad|disability"),
    _rule(
        "disability_percent",
        "discapacidad|disability",
        "hijo|familiar|cuantas|cuantos",
        words="discapacidad disability porcentaje percentage grado degree tiene posee presenta con alguna porciento nivel",
    ),
    _rule(
        "",
        "nombres?|name|edad|sexo|age|telefono|estado|nivel|cedula & jef[ea]|cabeza|head|jefatura & hogar|familia|household|family",
    ),
    _rule(
        "household_head",
        "jef[ea]|jefatura|cabeza|head & hogar|familia|household|family",
        words="jefe jefa jefatura cabeza head hogar familia household family si no s n y usted",
    ),
    _rule("", "edad\\w*|age|ages|nombres?|sexo|menor|fecha|ano & hij[oa]s|children|ninos"),
    _rule(
        "children_count",
        f"{_NUMBER}|cuantos|cuantas|cantidad|total|many & hij[oa]s|children|ninos|ninas",
        "hogar|integrantes|escuela|estudian|vacunad\\w*|brothers",
        words="numero nro num no n number cuantos cuantas cantidad total hijos hijas children tiene how many have ninos do you",
    ),
    _rule(
        "",
        "lugar|pais|ciudad|provincia|canton|place|country|city|certificado|acta|partida|estado|parroquia|hora|hijo|hija|region & nac|nacimiento|birth|nacio",
    ),
    _rule(
        "birth_date",
        "nacimiento|nac|birth|birthdate|nacio|birthday|naciste",
        "peso|weight|orden|control|parto",
        words="fecha fec f nacimiento nac birth date birthdate dia mes ano day month year nacio cuando when naciste dd mm aaaa were born",
    ),
    _rule("", "grupo|rango|range|group|meses|months|etario|etaria|bracket|categoria & edad|age"),
    _rule(
        "age",
        "edad|age",
        "tercera|mayor|menor|escolar|marriage|hijos?|primer|inicio",
        words="edad age anos years cumplidos cumplida in current exacta completos aprox aproximada",
    ),
    _rule(
        "", "identidad|orientacion|violencia|igualdad|identity|orientation|enfoque|based & genero|gender|sexo|sexual"
    ),
    _rule(
        "sex",
        "sexo|sex|genero|gender",
        "hijo|jefe|hogar|contenido|bebe",
        words="sexo sex genero gender biologico h m f hombre mujer nacer al birth assigned",
    ),
    _rule("", "otra|segunda|doble|second|other & nacionalidad|nationality"),
    _rule(
        "nationality",
        "nacionalidad|nationality|citizenship|pais & origen|nacionalidad|origin|nationality|citizenship|procedencia|proviene",
        words="nacionalidad nationality citizenship pais country origen origin",
    ),
    _rule(
        "nationality",
        "nacionalidad|nationality|citizenship|country & nacionalidad|nationality|citizenship|origin",
        words="nacionalidad nationality citizenship country origin",
    ),
    _rule(
        "document_kind",
        "tipo|clase|type|kind & documento|identificacion|doc|identidad|identification|document|documentacion|id|docto",
        "fecha|number|numero|nro|violencia|discapacidad|otro|especifique|specify",
        words="tipo clase type kind documento identificacion doc identidad identification document id cedula pasaporte identity tiene porta",
    ),
    _rule("document_kind", "que|cual & documento & tiene|porta|posee|presenta", is_guess=True),
    _rule(
        "",
        "fecha|vencimiento|caducidad|expiry|expira\\w*|emision|foto|copia|lugar|imagen|photo|scan|pais|country|issue\\w*|estado|valid\\w*|vigente|vigencia|caduca|vence|tiene|posee|cuenta|porque|motivo|observacion\\w*|archivo|adjunto|url|otro|especifique|upload|sin & documento|document|cedula|pasaporte|passport|identificacion|visa|dni|id|ci",
    ),
    _rule(
        "",
        "unhcr|acnur|progres|household|case|caso|familia|family|form|record|registro|hogar|vivienda|survey|unique|index|instance|device|group|parent|system|carnet|conadis|seguro|iess|ruc|tracked|org|event|external|contact|internal|user & id|codigo|code|number|numero|nro|cedula|identifier",
    ),
    _rule(
        "document_number",
        "cedula|ci|c i|identidad & pasaporte|passport|otro|dni|carnet|carne|identificacion|documento|refugiado",
        words="numero nro num no n number cedula ci c identidad pasaporte passport dni documento identificacion carnet carne refugiado otro ciudadania extranjeria ecuatoriana venezolana",
    ),
    _rule(
        "cedula_number",
        "cedula",
        words="numero nro num no n number cedula identidad ciudadania venezolana ecuatoriana colombiana",
    ),
    _rule("passport_number", "pasaporte|passport", words="numero nro num no n number pasaporte passport"),
    _rule(
        "document_number",
        f"{_NUMBER}|documento|identificacion|document & documento|doc|document|identificacion|identidad|identification|id|dni",
        "hijos?|integrantes",
        words="numero nro num no n number documento doc document identificacion identidad identification id dni identity",
    ),
    _rule(
        "",
        "tiene|posee|utiliza|acceso|have|has|propietario|tipo|operadora|owner|acepta|autoriza|desea|cuenta|puede|enviar|access|type|usa|smartphone|saldo & telefono|celular|phone|correo|email|whatsapp|internet|movil|mobile|telefonico",
    ),
    _rule(
        "email",
        "correo|email|mail|e mail|emails",
        "postal|institucional|fisico",
        words="correo email mail e direccion electronico address personal",
    ),
    _rule(
        "phone",
        "telefonos?|celular|celulares|movil|phone|phones|mobile|whatsapp|tel|cel|tlf|telf|telephone|telefonico|fono|cellphone",
        words="telefono telefonos celular celulares movil phone phones mobile whatsapp tel cel tlf telf telephone telefonico numero nro num no n number contacto contact convencional fijo principal primario secundario alterno alternativo alternative otro personal domicilio casa 1 2 3 primary secondary main cellphone fono",
    ),
    _rule(
        "phone",
        f"{_NUMBER} & contacto|contact",
        "nombre|name|quien",
        words="numero nro num no n number contacto contact",
        is_guess=True,
    ),
    _rule(
        "",
        "tramite|cita|visita|proximo|proxima|entrega|nacimiento|ultima|ultimo|cierre|final|fin|salida|muerte|pago|programa|trabajo|proyecto|sistema|capacitacion|curso|retorno|deportacion|seguimiento|actualizacion & fecha|date",
    ),
    _rule(
        "registered_on",
        "fecha|date|dia|day & registro|atencion|entrevista|brigada|inscripcion|encuesta|levantamiento|intake|interview|registration|enrollment|enrolment|registered|submission|identification|assessment|captura|aplicacion",
        "hora",
        words="fecha date dia day registro atencion entrevista brigada inscripcion encuesta levantamiento intake interview registration enrollment enrolment",
        of_person=False,
    ),
    _rule(
        "entry_date",
        "fecha|date|cuando|when|dia & ingreso|entrada|llegada|arrival|entry|llego|ingreso|entro|entered|arrived",
        words="fecha date ingreso entrada llegada arrival entry pais ecuador cuando when llego entro entered arrived into did you territorio nacional",
    ),
    _rule(
        "entry_point",
        "punto|lugar|paso|puesto|donde|point|place|crossing|frontera|where & ingreso|entrada|fronterizo|entry|border|entro|ingresar|entered|control",
        words="punto lugar paso puesto point place crossing frontera ingreso entrada fronterizo entry border ecuador pais donde entro",
    ),
    _rule(
        "entry_regular",
        "regular|regularmente|legal|autorizado|forma|tipo|sellado|sello|habilitado|regularly & ingreso|entrada|entry|entro|ingresar|entered",
        words="regular legal ingreso entrada entry si no s n y regularly entered forma entro pais ecuador",
    ),
    _rule("", f"{_NUMBER}|cuantas|cuantos|cantidad|many & acompan\\w*|viaja\\w*|travel\\w*"),
    _rule(
        "travels_with",
        "viaja|viajo|viajan|acompanado|travel|travels|travelling|traveling & con|quien|with|alone|grupo|por|acompanantes",
        words="viaja viajo con quien quienes acompanado travels travelling traveling with whom grupo familiar grupo",
    ),
    _rule(
        "",
        "nacimiento|origen|procedencia|trabajo|destino|birth|origin|nacio|anterior|estudio|salida|nombres?|telefono|encuesta|entrevista|registro|atencion|brigada|emision & provincia|canton|ciudad|province|city|municipio|parroquia|direccion|address|sector|barrio",
    ),
    _rule(
        "",
        "proyecto|trabajo|tipo|codigo|code|pcode|economico|nombres?|anos|tiempo|provincial|distrital|general & provincia|canton|ciudad|parroquia|direccion|barrio|sector|distrito|pcode",
    ),
    _rule(
        "province",
        "provincia|province|prov|admin ?1|adm ?1",
        "distrito",
        words="provincia province residencia domicilio vive admin1 adm1 admin reside se encuentra donde 1 name",
    ),
    _rule(
        "canton",
        "canton|ciudad|city|municipality|municipio|admin ?2|adm ?2",
        words="canton ciudad city municipality municipio residencia domicilio vive reside admin2 adm2 admin donde residence 2 name town",
    ),
    _rule(
        "address",
        "direccion|domicilio|address|barrio|parroquia|calle|recinto|ciudadela|neighbou?rhood|street|vive|reside|residencia|admin ?3|adm ?3|parish",
        "con|quien|quienes|tiempo|anos|meses|tipo|cuantos|cuantas|pais|country|tenencia|visa|permiso|personas|propia|arrendada|condicion|material|estado|temporal|permanente|desde|how|long|email|correo|ip|numero|calidad|solicitud",
        words="direccion domicilio address barrio parroquia calle residencia domiciliaria exacta sector lugar street neighbourhood vive donde home completa habitacion comunidad referencia",
    ),
    _rule("address", "comunidad", "nombre|lider|tipo|lgbt\\w*|pertenece", is_guess=True, of_person=False),
    _rule(
        "remarks",
        "observacion|observaciones|comentario|comentarios|nota|notas|remarks|comments|notes|novedades",
        "promedio|final|credito",
        words="observacion observaciones comentario comentarios nota notas remarks comments notes adicional adicionales general generales otros otras additional any novedades other",
        of_person=False,
    ),
    _rule(
        "",
        "nombres?|apellidos?|names?|surname & social|preferred|preferido|identitario|usual|alias|anterior|otros|user|file|case|artistico|comercial|maiden|soltera|phonetic|nick\\w*|search|pila",
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
    _rule("family_names", "apellidos?|surnames?|last names?|family names?", words=_NAME_WORDS, is_strict=True),
    _rule(
        "full_name",
        "nombres?|names? & completos?|full|legal|complete|documento|cedula|identidad",
        words=_NAME_WORDS,
        is_strict=True,
    ),
    _rule("full_name", "nombres?|names?", words=_NAME_WORDS, is_strict=True, is_guess=True),
]
