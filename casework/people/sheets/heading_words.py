"""The words of headings: of forms and lists in Ecuador, KoBoToolbox, CommCare, DHIS2, Primero, HOPE and others."""

import re

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
    benef benefic informante ciudadano ciudadana emprendedor emprendedora inscrito jefe survivor
    child case household nna""".split()
)
# Over the reasons that we write beside the wrong rows of a sheet, folded; in all languages.
REASONS = frozenset({"motivo", "reason"})
# Somebody else than whose row it is.
OTHERS = frozenset(
    """conyuge esposo esposa pareja conviviente spouse husband wife partner madre mama mother padre papa father padres
    parent parents representante tutor tutora apoderado guardian caregiver cuidador cuidadora emergencia emergency
    referencia referencias reference familiar pariente relative hijo hija son daughter miembro miembros integrante
    integrantes members acompanante hermano hermana brother sister abuelo abuela vecino vecina conocido amigo amiga
    garante kin alterna dependiente carga vecina vecinos vecinas neighbour neighbor landlord landlady arrendador
    arrendadora arrendatario casero casera friend boss patron patrona primo prima tio tia cunado cunada suegro suegra
    sobrino sobrina cousin uncle aunt""".split()
)
# Numbered, or beside the names of somebody else, these are others too: "Child 1 name", "Nombre del niño".
CHILDREN = frozenset("child nino nina nna hijo hija bebe infante menor adolescente".split())
OF_CHILD = re.compile(
    r"\b(?:(?:del|de la|de su|of the) (?:menor(?! de edad)|adolescente)"
    r"|(?:(?:del|de la|de su|of the) )?(?:nino|nina|bebe|infante))\b"
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
    cooperativa ruc factura sector cargo puesto trabajo empleador jefatura focal referring referral referrer remitente
    derivador derivadora implementing gestor gestora caseworker caseworkers worker trabajador trabajadora manager staff
    officer coordinador coordinadora coordinator empleadora employer""".split()
)
# Beside a telephone these say nothing of somebody else: any other word may name another person.
HARMLESS_BESIDE_PHONE = frozenset(
    """activo activa actual vigente valido valida valid active current confirmado verificado verified permanente
    temporal permanent temporary ecuador ecuatoriano ecuatoriana ecuadorian venezuela venezolano venezolana venezuelan
    colombia
    colombiano colombiana colombian peru peruano peruana pais paises nacional internacional national international
    extranjero extranjera exterior foreign local country codigo code prefijo area llamada llamadas calls call claro
    movistar cnt tuenti operadora operator directo directa direct contactar contactarle contactarlo contactarla
    contactarse contactarnos contactarte comunicarnos comunicarse comunicar llamar llamarle localizar ubicar ubicarle
    reach reached preferido preferida preferred preferente disponible available funciona digitos digits formato format
    ejemplo example sin con cero zero tiene posee have has si yes residencia residential home hogar household
    vivienda linea line landline land smartphone smart android sms mensaje mensajes texto text messages telegram signal
    viber chip sim movil moviles mobiles celu cels tels fonos fijos telefonica telefonicos telefonicas numeros numbers
    nros uno dos tres one two three primer primero segundo segunda tercer tercero first second third nuevo nueva new
    ultimo ultima last adicional adicionales additional extra opcional alt alternate alternos alternativos datos dato
    data info informacion information o e para for with can we be you do at on in where donde cual otros other others
    beneficiario beneficiaria beneficiary persona person propio propia own self 3 4 5 9 10 01 02 03 1er 2do 1ro 2o
    phonenumber numbers s es us ve co ec""".split()
)
PHONE_WORDS = frozenset(
    """telefono telefonos celular celulares movil phone phones mobile whatsapp tel cel tlf telf telephone telefonico
    fono cellphone cell numero nro num no n number numbers s""".split()
)
_PHONE = (
    r"(?:telefonos?|celular(?:es)?|movil|phones?|mobile|whatsapp|tel|cel|tlf|telf|telephone|fono|cellphone|telefonico)"
)
_LINKS = r"(?:(?:de|del|of|to|el|la|este|ese|the|this|su|numero|number|nro|no|contacto|contact|\d+) )*"
# A column that says whose a telephone is, with the small words: "owner of the phone" is, "owner's phone" is none.
PHONE_OWNER = re.compile(
    rf"\b(?:duen[oa]s?|propietari[oa]s?|owner of|titular del?) {_LINKS}{_PHONE}\b"
    rf"|\b(?:de quien (?:es|son)|a quien (?:le )?pertenecen?|who owns|whose) {_LINKS}(?:{_PHONE}|numero|number)\b"
    rf"|\b{_PHONE}(?: numero| number| no| contacto)*(?: \d+)? (?:owner|holder|belongs to)\b"
    rf"|\b{_PHONE}(?: numero| \d+)* (?:de quien es|a quien pertenece)\b"
    rf"|\b{_PHONE}(?: numero| number| no)? \d+ (?:duen[oa]|propietari[oa])\b"
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
        fecha de registro|fecha registro|fecha de ingreso de datos|fecha de atencion|fecha atencion| fecha de la
        brigada|fecha brigada|fecha de entrevista|fecha de inscripcion|registration date| date of registration|
        registered on|registered|intake date|date of intake|interview date| fecha de la encuesta|fecha de
        levantamiento|enrollment date|enrolment date|date of interview
    """,
    "full_name": """
        nombres y apellidos|nombre y apellido|nombre y apellidos|nombres apellidos|nombre apellido|nombre
        completo| nombres completos|nombres y apellidos completos|apellidos y nombres completos| apellidos y
        nombres|apellido y nombre|apellidos nombres|apellido nombre|apellidos y nombre| full name|fullname|
        complete name|name and surname|first and last name| surname and name|surnames and names|last name first
        name|display name|sort name|name first last
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
        paterno|materno|ap paterno|ap materno|last name 1|last name 2
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
        country of nationality|citizenship|country of citizenship|nacionalidad pais|nacionalidad e v c|
        nacionalidad v e|nacionalidad v e c|origin country|country origin
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
        cedula ciudadania|numero cedula identidad|n ci|nro ci|cc|national id|
        national identifier|national id no|national id number|
        cedula numero|cedula no|cedula n|cedula nro
    """,
    "passport_number": """
        pasaporte|nro pasaporte|n pasaporte|no pasaporte|num pasaporte|numero pasaporte|passport|
        passport number|passport no|pasaporte numero|pasaporte n
    """,
    "phone": """
        telefono|telefonos|telefono s|telefono 1|telefono 2|telefono1|telefono2|telefono celular|celular|
        celulares|cel| celular 1|celular 2|telf|tlf|tel|movil|numero telefono|numero celular|nro telefono|n
        telefono|no telefono| telefono contacto|telefonos contacto|numero contacto|nro celular|whatsapp|
        telefono whatsapp|telefono alterno| otro telefono|phone|phones|phone 1|phone 2|phone number|phone
        numbers|telephone|telephone number|mobile| mobile number|mobile phone|cell|cell phone|contact number|
        contact phone|phone no|primary phone|telefono movil| numero whatsapp|telefono convencional|telefono
        domicilio|telefono fijo|celular contacto|whatsapp number| contact phone number|mobile phone number|num
        telefono|fono|numero telefonico|telefono principal|telefono personal
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
        admin2|canton domicilio|
        current location|ciudad vive|canton vive|ciudad domicilio|adm2 es|adm2 name|admin level 2|city residence
    """,
    "address": """
        direccion|direccion domiciliaria|direccion domicilio|direccion residencia|domicilio|barrio|parroquia|
        barrio sector|sector barrio|direccion barrio|lugar residencia|address|home address|street|street
        address| neighbourhood|neighborhood|calle|parroquia residencia|barrio residencia|barrio comunidad|
        direccion exacta| direccion habitacion|direccion referencia|admin3|adm3|admin 3|recinto|address line 1|
        direccion 1|parish| referencia domicilio|direccion completa|residential address|parr|current address|donde
        vive|ciudadela
    """,
    "entry_date": """
        fecha ingreso|arrival in ecuador|arrived in ecuador|llegada ecuador|
        fecha ingreso pais|fecha ingreso ecuador|fecha entrada|fecha llegada|fecha llegada ecuador|
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
        hijos as|hijos menores|children|number of children|no of children|children count|numero ninos|numero hijas|
        n hijos menores edad|numero hijos menores edad|hijos menores edad|numero hijos menores|nro hijos menores edad
    """,
    "household_head": """
        jefe a de hogar|jefe hogar|jefa hogar|jefatura hogar|cabeza hogar|jefe jefa hogar|jefa jefe hogar|
        cabeza familia|jefe familia|head household|household head|head family|hoh|jefe s hogar|is head household|head hh
    """,
    "disability_percent": """
        discapacidad|porcentaje discapacidad|grado discapacidad|tiene discapacidad|posee discapacidad|
        discapacidad porcentaje|disability|disability percent|disability percentage|percentage disability|
        degree disability|presenta discapacidad|persona discapacidad|porcentaje disc|
        persona con discapacidad|con discapacidad|
        tiene alguna discapacidad
    """,
    "remarks": """
        observaciones|observacion|obs|comentarios|comentario|notas|nota|novedades|remarks|remark|
        comments|comment|notes|note|observations|observaciones generales|observaciones adicionales
    """,
    "relation": """
        parentesco|parentesco jefe hogar|parentesco con jefe hogar|parentesco con titular|parentesco con jefe a hogar|
        parentesco jefe a hogar|parentesco con jefe jefa hogar|parentesco titular|relacion con jefe hogar|
        relacion con jefe a hogar|relacion jefe hogar|relacion con titular|relacion familiar|vinculo familiar|vinculo|
        relacion parentesco|relationship|relationship head|relationship with head|relationship household head|
        relationship head household|relation to head|relation head|relation|relacion con jefe jefa hogar|
        parentesco con el jefe|parentesco jefe|relationship hoh|relationship to hoh
    """,
    "household": """
        household id|id household|hh id|hhid|household number|household no|household code|household|family id|
        family number|family no|family code|id hogar|id familia|id grupo familiar|id nucleo familiar|codigo hogar|
        codigo familia|codigo familiar|codigo grupo familiar|codigo nucleo familiar|numero hogar|numero familia|
        numero grupo familiar|numero nucleo familiar|nro hogar|nro familia|nro grupo familiar|no hogar|no familia|
        n hogar|n familia|n grupo familiar|n nucleo familiar|hogar id|familia id|familia n|familia no|hogar n|hogar no|
        parent key|parent index|parent id|id del hogar
    """,
    "phone_owner": "phone owner|phone number owner|dueno telefono|propietario telefono|dueno celular",
    "other_phone": "telefono emergencia|contacto emergencia|emergency contact|emergency phone|emergency contact number",
}
CERTAIN = _table(HEADINGS) | _table({"other_person": "emergency contact name|nombre contacto emergencia"})
# How forms of KoBoToolbox and ODK call the column by which a member points at whose they are, without their "_".
POINTING = frozenset(("parent_index", "submission__id", "parent_id", "submission__uuid", "parent_uuid", "parent_key"))
# Headings that mean these more often than something else.
GUESSES = {
    "registered_on": """
        fecha|date|marca temporal|timestamp|start time|hora inicio|today|submission date|completed time|fecha
        hora
    """,
    "full_name": """
        nombre|nombres|name|names|persona|person|beneficiario|beneficiaria|beneficiario a|beneficiary|
        titular|participante
    """,
    "address": "lugar|ubicacion|location",
    "nationality": "pais",
}
GUESSED = _table(GUESSES)
