"""Headings of real forms and lists: what a person would map each to, or nothing.

From KoBoToolbox, CommCare, DHIS2, Primero, HOPE, UNHCR, CiviCRM, Google Forms and lists of Ecuadorian ministries and
partners. Nothing may be mapped wrongly; of what a person would map at most one in ten may be missed.
"""

import pytest

from casework.people.sheets.headings import GUESS, SURE, meaning_of

# Field → headings, one a line; "" for what holds nothing of ours.
HEADINGS = {
    "full_name": """
        Nombre del niño
        a1_nombre
        NOMBRES_BENEF
        Grupo_1/nombre_completo
        Nombres y Apellidos
        NOMBRES Y APELLIDOS DEL BENEFICIARIO
        Apellidos y Nombres
        APELLIDOS Y NOMBRES COMPLETOS
        Apellidos y Nombres del Titular
        1. Nombres y apellidos de la persona entrevistada
        Nombres y apellidos completos
        Nombre completo
        Nombre completo del participante
        Nombre del beneficiario/a
        Nombre de la persona
        nombre_completo
        nombreCompleto
        properties.nombre_completo
        pp_full_name_i_c
        Full name - STRING - required
        full_name
        Full Name
        Individual Name
        Name of beneficiary
        Name of the applicant
        Display Name
        Nombre y apellido del solicitante
        P01_nombres_apellidos
        Nombres y Apellidos (como consta en la cédula)
        Beneficiary name
        NOMBRE
        titular/nombre_completo
        datos_personales/nombres_y_apellidos
        APELLIDOS / NOMBRES
        Ingrese los nombres y apellidos completos
        Nombre del estudiante
        Participante
    """,
    "relation": """
        Parentesco
        Relación con el jefe de hogar
        Relationship to head of household
    """,
    "household": """
        Household ID
        household_id
        N° de familia
        Código de hogar
        _parent_index
        _submission__id
    """,
    "given_names": """
        Primer nombre
        PRIMER NOMBRE DEL BENEFICIARIO
        Segundo nombre
        first_name
        First Name
        Given name - STRING
        pp_given_name_i_c
        pp_middle_name_i_c
        middle_name
        Middle name(s) - STRING
        primer_nombre
        segundoNombre
        NOMBRES/Primero
        NOMBRES/Segundo
        Given Names
        titular/primer_nombre
        Forename
        1er nombre
    """,
    "family_names": """
        AP_PATERNO
        AP_MATERNO
        familyName
        Apellidos
        APELLIDOS DEL BENEFICIARIO
        Primer apellido
        Segundo apellido
        Apellido paterno
        APELLIDO MATERNO
        primer_apellido
        last_name
        Last Name
        Surname
        Family name - STRING
        pp_family_name_i_c
        Family Name
        titular/apellidos
        APELLIDOS/Paterno
        Apellidos de la persona
    """,
    "sex": """
        sex_at_birth
        Sexo (H=Hombre M=Mujer)
        sec1/p3_sexo
        Sexo
        SEXO (M/F)
        SEXO (H/M)
        2. Sexo
        Género
        Sexo/Género
        genero
        pp_gender_i_c
        Gender
        Sex
        Sexo al nacer
        Sexo de la persona entrevistada
        ¿Cuál es su sexo?
        titular/sexo
        Gender - SELECT_ONE - required
        P03. Género
        Sexo biológico
    """,
    "birth_date": """
        Fecha de nacimiento
        FECHA DE NACIMIENTO (DD/MM/AA)
        3. ¿Cuál es su fecha de nacimiento?
        F. de Nac.
        Fecha Nac.
        FechaNacimiento
        fecha_nac
        fecha_nacimiento
        titular/fecha_nac
        pp_birth_date_i_c
        Birth date - DATE - required
        date_of_birth
        Date of Birth
        DOB
        Birth Date
        birthdate
        FDN
        Fecha de nacimiento del titular
        FEC. NACIMIENTO
        F. NACIMIENTO
        FECHA DE NACIMIENTO/Día
        FECHA DE NACIMIENTO/Mes
        ¿Cuándo nació?
        Fecha de Nacimiento (día/mes/año)
    """,
    "birth_estimated": """
        Fecha de nacimiento estimada
        pp_estimated_birth_date_i_c
        Estimated birth date? - BOOL - required
        Is age estimated?
        ¿La fecha de nacimiento es aproximada?
    """,
    "age": """
        B2. Edad
        age_at_registration
        Edad
        EDAD (años)
        Edad en años
        Edad actual
        Age
        age_years
        Edad del beneficiario
        ¿Cuántos años tiene?
        Edad cumplida
        Current age
    """,
    "nationality": """
        Nacionalidad
        NACIONALIDAD (PAÍS)
        4. ¿Cuál es su nacionalidad?
        País de origen
        pp_country_origin_i_c
        Country of Origin - SELECT_ONE
        Nationality
        Citizenship
        Country of Origin
        pais_origen
        País de nacionalidad
        titular/nacionalidad
        NACIONALIDAD DEL BENEFICIARIO
        Country of Citizenship
    """,
    "document_kind": """
        Tipo de documento
        5. Tipo de documento de identidad
        Tipo identificación (cédula/pasaporte)
        tipo_documento
        titular/tipo_documento
        Tipo Doc
        TIPO DE IDENTIFICACIÓN
        Document type
        ID Type
        Type of ID document
        id_type
        ¿Qué tipo de documento tiene?
    """,
    "document_number": """
        ID/Passport No
        Doc. Identidad
        NUM_DOC
        Nro. documento
        NRO. DE CÉDULA O PASAPORTE
        Número de cédula o pasaporte
        CÉDULA / PASAPORTE
        6. Número de documento
        numero_documento
        titular/numero_documento
        N° de identificación
        Número de documento de identidad
        C.I./Pasaporte
        No. DE IDENTIFICACIÓN
        Documento de identidad
        Número de identificación del beneficiario
        ID Number
        document_number
        Cédula/Pasaporte/Carné de refugiado
        numeroDocumento
        # documento
        DNI
    """,
    "cedula_number": """
        Cédula
        C.I.
        CI
        Cédula de identidad
        N° de cédula
        Número de cédula
        numero_cedula
        pp_national_id_no_i_c
        National ID number - STRING
        Cédula de ciudadanía
        CÉDULA DEL BENEFICIARIO
    """,
    "passport_number": """
        Pasaporte
        Número de pasaporte
        Passport No.
        passport_number
        N° PASAPORTE
    """,
    "phone": """
        Teléfono
        N° DE TELÉFONO
        7. Número de teléfono
        Número de teléfono (WhatsApp)
        Celular
        TELÉFONO CELULAR
        telefono_1
        telefono_2
        Teléfono de contacto
        Nº celular
        pp_phone_no_i_c
        Phone number - STRING
        Phone Number
        phone
        Mobile phone
        Contact number
        titular/telefono
        Teléfono del beneficiario
        Número de WhatsApp
        Teléfono convencional
        Telf.
        contact_phone_number
        Número de celular o teléfono
        Otro teléfono
    """,
    "email": """
        Correo electrónico
        CORREO ELECTRÓNICO (OPCIONAL)
        Dirección de correo electrónico
        Email
        E-mail
        email_address
        Correo
        Email Address
        Correo electrónico del participante
    """,
    "province": """
        Provincia
        9. Provincia de residencia
        datos_generales/provincia
        pp_admin1_i_c
        Province
        admin1
        Provincia de domicilio
        PROVINCIA DONDE RESIDE
        adm1_name
    """,
    "canton": """
        Cantón
        CANTÓN DE RESIDENCIA ACTUAL
        10. Cantón de residencia
        ¿En qué ciudad vive?
        Ciudad
        Ciudad de residencia
        datos_generales/canton
        pp_admin2_i_c
        Cantón / Ciudad
        City
        Municipality
        admin2
    """,
    "address": """
        Dirección
        Dirección domiciliaria
        DIRECCIÓN DE DOMICILIO
        Domicilio
        Parroquia
        Barrio
        Barrio / Sector
        Address
        pp_address_i_c
        Street Address
        Dirección exacta
        Lugar de residencia
        ¿Dónde vive actualmente?
        Home address
        Parroquia de residencia
        comunidad
    """,
    "registered_on": """
        Fecha de registro
        Fecha de la entrevista
        Fecha de atención
        Fecha de inscripción
        Registration Date
        registration_date
        Date of registration
        Interview date
        Marca temporal
        Fecha de la encuesta
        today
        Enrollment date
        Fecha
    """,
    "entry_date": """
        FECHA DE LLEGADA AL ECUADOR
        Fecha de ingreso al país
        Fecha de ingreso a Ecuador
        fecha_ingreso_ecuador
        Date of arrival
        Arrival date
        ¿Cuándo llegó a Ecuador?
        Fecha de entrada
    """,
    "entry_point": """
        Punto de ingreso
        Lugar de ingreso al país
        Paso fronterizo
        Entry point
        ¿Por dónde ingresó al Ecuador? (punto de ingreso)
    """,
    "entry_regular": """
        Ingreso regular
        ¿Ingresó de forma regular?
        Ingreso regular (S/N)
        Regular entry
    """,
    "travels_with": """
        Viaja con
        ¿Con quién viaja?
        Travels with
        Acompañantes
    """,
    "children_count": """
        N° hijos menores de edad
        # hijos
        Número de hijos
        ¿Cuántos hijos tiene?
        Hijos
        No. de hijos
        Number of children
    """,
    "household_head": """
        Head of HH
        ¿ES JEFE/A DE HOGAR?
        8. ¿Es usted jefe/a de hogar?
        Jefe de hogar
        Jefa de familia
        Head of household
        is_head_of_household
    """,
    "disability_percent": """
        ¿TIENE DISCAPACIDAD?
        Discapacidad
        Discapacidad %
        Porcentaje de discapacidad
        GradoDiscapacidad
        ¿Presenta alguna discapacidad?
        Disability
    """,
    "remarks": """
        Observaciones
        OBSERVACIONES GENERALES
        Comentarios
        Notas
        Remarks
        Observaciones / Novedades
    """,
    "other_phone": """
        conyuge/telefono
        contacto_emergencia/telefono
        Teléfono de emergencia
        Teléfono de la madre
        Celular del representante
        Emergency contact number
        Teléfono de un familiar
    """,
    "other_person": """
        Emergency contact name
        Name of spouse
        conyuge/nombres
        conyuge/apellidos
        Nombre de la madre
        Nombre del representante legal
        Cédula del representante
        madre/apellidos
        Nombre contacto de emergencia
        Edad del cónyuge
        Nombre del padre
    """,
    "": """
        HH size
        Tipo de visa
        Segunda nacionalidad
        Cantón de nacimiento
        Dirección de trabajo
        Interviewer name
        Monto entregado
        Integrantes del hogar
        No.
        N°
        Nº
        ID
        _id
        _uuid
        _index
        _submission_time
        _validation_status
        start
        end
        username
        deviceid
        Contacto
        Sector
        Familia
        Nombre de la organización
        Organización
        organizacion
        Nombre del curso
        Nombre del taller
        Nombre del encuestador
        Nombre del proyecto
        Acepto el tratamiento de mis datos
        TipoDiscapacidad
        Tipo de discapacidad
        Número de carnet CONADIS
        Estado civil
        Nivel de educación
        Ocupación
        Firma
        País de nacimiento
        Lugar de nacimiento
        Ciudad de nacimiento
        Rango de edad
        Grupo etario
        Edad de los hijos
        Nombres de los hijos
        Identidad de género
        Orientación sexual
        Fecha de vencimiento del pasaporte
        Foto de la cédula
        Fecha de emisión
        case_id
        Case ID
        pp_index_id
        Código
        Código del beneficiario
        Teléfono de la institución
        Correo institucional
        Dirección IP
        Tiempo de residencia
        ¿Con quién vive?
        Fecha de la próxima cita
        Fecha de nacimiento del hijo
        Número de personas en el hogar
        Estatus migratorio
        necesidades
        necesidades/alimentacion
        necesidades/vivienda
        ¿Tiene teléfono?
        Nombre de la escuela
        Banco
        Número de cuenta
        Organisation unit
        Event
        Tracked Entity Instance
        Dirección de correo del técnico responsable
        Nombre del negocio
        RUC
        Provincia de nacimiento
        Fecha de ingreso al programa
    """,
}
MOST_MISSED = 0.1
TABLE = [(heading.strip(), field) for field, text in HEADINGS.items() for heading in text.strip().splitlines()]


def test_nine_of_ten_headings_that_a_person_would_map_are_mapped():
    wanted = [(heading, field) for heading, field in TABLE if field]
    missed = [heading for heading, field in wanted if not meaning_of(heading).field]
    assert len(wanted) > 200
    assert len(missed) / len(wanted) < MOST_MISSED, missed


@pytest.mark.parametrize(("heading", "field"), TABLE)
def test_no_heading_is_mapped_wrongly(heading, field):
    assert meaning_of(heading).field in ("", field)


@pytest.mark.parametrize("heading", ["Nombre", "NOMBRES", "Fecha", "Marca temporal", "Beneficiario", "comunidad"])
def test_what_may_mean_something_else_is_a_guess(heading):
    assert meaning_of(heading).strength == GUESS


@pytest.mark.parametrize("heading", ["Nombres y Apellidos", "FECHA DE NACIMIENTO (DD/MM/AA)", "titular/telefono"])
def test_what_leaves_no_doubt_is_none(heading):
    assert meaning_of(heading).strength == SURE
