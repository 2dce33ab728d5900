extension LoopbackProvider {
  /// A provider of Django OAuth Toolkit on a free loopback port. It obeys one JSON object a line on
  /// standard input, answers each with one on standard output, and ends with its input.
  static let script = #"""
    import json
    import os
    import shutil
    import sys
    import threading
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

    import django
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from django.conf import settings

    FORM = """<form method="post">{% csrf_token %}<input type="hidden" name="next" value="{{ next }}">
    <input name="username"><input name="password" type="password"></form>"""


    def new_key():
        return rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1"],
        AUTH_PASSWORD_VALIDATORS=[],
        DATABASES={"default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.path.join(sys.argv[1], "provider.sqlite3"),
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
        }},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes",
                        "django.contrib.sessions", "oauth2_provider"],
        LOGIN_URL="/login/",
        MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                    "django.middleware.csrf.CsrfViewMiddleware",
                    "django.contrib.auth.middleware.AuthenticationMiddleware"],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": new_key(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
            "OAUTH2_VALIDATOR_CLASS": "__main__.Validator",
            "PKCE_REQUIRED": True,
            "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
            "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
            "SCOPES": {"openid": "Sign in", "profile": "Name", "email": "Address"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ROOT_URLCONF="__main__",
        SECRET_KEY=os.urandom(32).hex(),
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"registration/login.html": FORM}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }],
        USE_TZ=True,
    )
    django.setup()

    from django.contrib.auth.models import User
    from django.contrib.auth.views import LoginView
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.urls import include, path
    from oauth2_provider.models import Application
    from oauth2_provider.oauth2_validators import OAuth2Validator
    from oauth2_provider.settings import oauth2_settings

    people = {}


    class Validator(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request):
            person = people[request.user.username]
            return {name: person["claims"][name] for name in person["claims"]
                    if name not in person["onlyInUserinfo"]}

        def get_userinfo_claims(self, request):
            return {**super().get_userinfo_claims(request), **people[request.user.username]["claims"]}

        def get_claim_dict(self, request):
            return {**super().get_claim_dict(request), "sub": request.user.username}


    urlpatterns = [path("login/", LoginView.as_view()), path("", include("oauth2_provider.urls"))]


    def client(order):
        confidential = bool(order.get("secret"))
        Application.objects.update_or_create(client_id=order["id"], defaults={
            "name": order["id"],
            "client_secret": order.get("secret") or "",
            "client_type": "confidential" if confidential else "public",
            "authorization_grant_type": "authorization-code",
            "algorithm": "RS256",
            "redirect_uris": " ".join(order["redirects"]),
            "post_logout_redirect_uris": " ".join(order["redirects"]),
        })


    def person(order):
        user, _ = User.objects.get_or_create(username=order["subject"])
        user.set_password(order["password"])
        user.save()
        people[order["subject"]] = order


    def rotate(order):
        old = oauth2_settings.OIDC_RSA_PRIVATE_KEY
        oauth2_settings.OIDC_RSA_PRIVATE_KEY = new_key()
        oauth2_settings.OIDC_RSA_PRIVATE_KEYS_INACTIVE = [old] if order.get("keep") else []


    class Server(ThreadingMixIn, WSGIServer):
        daemon_threads = True


    class Quiet(WSGIRequestHandler):
        def log_message(self, *_):
            pass


    call_command("migrate", verbosity=0)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"issuer": f"http://127.0.0.1:{server.server_port}"}), flush=True)
    orders = {"client": client, "person": person, "rotate": rotate}
    for line in sys.stdin:
        order = json.loads(line)
        orders[order["do"]](order)
        print(json.dumps({"done": order["do"]}), flush=True)
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    """#
}
