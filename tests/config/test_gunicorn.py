"""Workers of the web begin with everything loaded."""

from django.template import engines

from config import gunicorn_conf


def test_every_template_of_the_web_is_loaded_ahead():
    loader = engines["django"].engine.template_loaders[0]
    loader.reset()
    gunicorn_conf.load_ahead()
    loaded = {template.origin.template_name for template in loader.get_template_cache.values()}
    files = {str(file.relative_to(gunicorn_conf.TEMPLATES)) for file in gunicorn_conf.TEMPLATES.rglob("*.html")}
    assert {"web/today.html", "web/case.html"} <= files <= loaded
