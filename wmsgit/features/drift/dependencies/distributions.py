"""Distributions: which modules a package brings, where its name does not say it."""

from collections.abc import Mapping, Sequence

from wmsgit.features.drift.imports.languages import ImportTarget
from wmsgit.features.drift.versions.names import canonical
from wmsgit.features.drift.versions.ranges import Ecosystem

# The top-level modules of widely used packages of Python, as their wheels have them.
_KNOWN = """
attrs attr attrs; beautifulsoup4 bs4; biopython Bio; django-cors-headers corsheaders; django-environ environ;
django-filter django_filters; djangorestframework rest_framework; dnspython dns; faiss-cpu faiss; gitpython
git; google-api-python-client googleapiclient apiclient; grpcio grpc; imbalanced-learn imblearn; ipython
IPython; importlib-metadata importlib_metadata; jupyter-client jupyter_client; kafka-python kafka;
markdown-it-py markdown_it; msgpack msgpack; mysqlclient MySQLdb; opencv-python cv2; opencv-python-headless cv2; pillow
PIL; protobuf google.protobuf; psycopg2-binary psycopg2; py-cpuinfo cpuinfo; pycryptodome Crypto;
pycryptodomex Cryptodome; pyjwt jwt; pymysql pymysql; pynacl nacl; pyopenssl OpenSSL; pyqt5 PyQt5; pyqt6
PyQt6; pyserial serial; pysocks socks; python-dateutil dateutil; python-decouple decouple; python-docx docx;
python-dotenv dotenv; python-jose jose; python-ldap ldap; python-magic magic; python-multipart multipart
python_multipart; python-pptx pptx; python-slugify slugify; python-telegram-bot telegram; pytz pytz; pywin32
win32api win32con pythoncom pywintypes win32com win32gui; pyyaml yaml; pyzmq zmq; ruamel-yaml ruamel.yaml;
scikit-image skimage; scikit-learn sklearn; sentry-sdk sentry_sdk; setuptools setuptools pkg_resources;
speechrecognition speech_recognition; tomli-w tomli_w; typing-extensions typing_extensions; umap-learn umap;
websocket-client websocket; google-re2 re2; pygments pygments; lxml lxml; jaraco-functools jaraco.functools;
antlr4-python3-runtime antlr4; discord-py discord; fonttools fontTools; gdal osgeo; graphql-core graphql;
hydra-core hydra; mysql-connector-python mysql.connector; nvidia-ml-py pynvml; opencv-contrib-python cv2;
pdfminer-six pdfminer; pycairo cairo; pygobject gi; pyhamcrest hamcrest; pymupdf fitz
pymupdf; pyshp shapefile; python-json-logger pythonjsonlogger; pyusb usb; pywavelets pywt; tensorflow-cpu tensorflow
"""
KNOWN_MODULES: Mapping[str, Sequence[str]] = {
    words[0]: words[1:] for words in (part.split() for part in _KNOWN.split(";")) if words
}
"""Package → the modules that it brings."""
_STUBS = ("types-",)
_STUB_SUFFIX = "-stubs"


def provided(package: str, ecosystem: Ecosystem, named: Mapping[str, Sequence[str]]) -> list[str]:
    """The modules that a package brings, those of Python in lower case; none for one that has types alone.

    Args:
        package: its name; of Python as PEP 503 has it.
        ecosystem: whose.
        named: package → modules, as a rule says, in its own spelling.
    """
    if ecosystem == "npm":
        return [*named.get(package, [package])]
    own = next((list(modules) for name, modules in named.items() if canonical(name) == package), None)
    if own is not None:
        return [module.lower() for module in own]
    if package.startswith(_STUBS) or package.endswith(_STUB_SUFFIX):
        return []
    if package in KNOWN_MODULES:
        return [module.lower() for module in KNOWN_MODULES[package]]
    return list(dict.fromkeys([package.replace("-", "_"), package.replace("-", "."), package.removeprefix("python-")]))


def packages_meant(target: ImportTarget, ecosystem: Ecosystem) -> list[str]:
    """What a statement's module may be known by among what packages bring, the most exact first.

    In Python that is the module and everything above it, in lower case; of npm the package's name, and that of its
    types.
    """
    if ecosystem == "npm":
        parts = target.module.split("/")
        name = "/".join(parts[: 2 if target.module.startswith("@") else 1])
        types = name.removeprefix("@").replace("/", "__")
        return [name, f"@types/{types}"]
    module = target.module.lower()
    parts = module.split(".")
    names = [f"{module}.{name.lower()}" for name in target.names]
    return [*names, *(".".join(parts[:end]) for end in range(len(parts), 0, -1))]
