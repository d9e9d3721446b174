"""The words of decisions' files: headings and statuses, also in the languages of adr's and MADR's templates."""

import re
from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    heading: field
    for field, headings in {
        "status": "status|statut|stato|estado|статус|状态|وضعیت",
        "date": "date|datum|data|fecha|дата|日期|تاریخ",
        "deciders": "deciders|decision makers|decision-makers",
        "context": "context|context and problem statement|problem|problem statement|background|issue|motivation|summary"
        "|context and problem|question|kontext|contexte|contexto|contesto|контекст|上下文|背景|زمینه"
        "|kontext und problemstellung|kontext und fragestellung|contexte et énoncé du problème"
        "|contexto y planteamiento del problema|contexto e declaração do problema|контекст и постановка проблемы"
        "|背景和问题陈述|背景与问题描述|コンテキスト|背景と課題",
        "drivers": "decision drivers|drivers|forces|constraints|assumptions and constraints|entscheidungstreiber"
        "|einflussfaktoren|facteurs de décision|factores de decisión|fatores de decisão|决策驱动因素|决策因素",
        "options": "considered options|considered alternatives|options|alternatives|options considered"
        "|alternatives considered|considered variants|betrachtete optionen|betrachtete alternativen|alternativen"
        "|options considérées|options envisagées|opciones consideradas|opções consideradas|рассмотренные варианты"
        "|考虑的方案|备选方案|検討した選択肢",
        "decision": "decision|decision outcome|outcome|solution|resolution|our decision|entscheidung|décision|decisión"
        "|decisão|decisione|решение|决策|决定|تصمیم|entscheidungsergebnis|ergebnis der entscheidung"
        "|résultat de la décision|resultado de la decisión|resultado da decisão|决策结果|決定",
        "rationale": "rationale|justification|argument|reasoning|reasons",
        "consequences": "consequences|positive consequences|negative consequences|implications"
        "|impact and consequences|decision consequences|konsequenzen|conséquences|consecuencias|consequências"
        "|consequência|conseguenze|последствия|后果|结果|نتایج|auswirkungen|positive konsequenzen"
        "|negative konsequenzen|結果|影響",
        "confirmation": "confirmation|validation|compliance",
    }.items()
    for heading in headings.split("|")
}
"""The headings of MADR 2 to 4, Nygard's, log4brains', adr's and arc42's decisions → the field; in lower case."""
STATUS_NAME = re.compile(r"\A#+[ \t]*status[ \t]*[:–—][ \t]*", re.IGNORECASE)
"""The name before the word where a heading has both."""
_STATUSES: Mapping[str, str] = {
    word: status
    for status, words in {
        "proposed": "vorgeschlagen|proposé|propuesto|propuesta|proposto|proposta|предложено|提议|پیشنهاد شده",
        "accepted": "active|adopted|agreed|current|decided|in effect|in force|ratified|akzeptiert|angenommen|accepté"
        "|aceptado|aceptada|aceito|aceita|accettato|accettata|принято|通过|پذیرفته شده",
        "rejected": "abgelehnt|verworfen|rejeté|rechazado|rejeitado|rifiutata|отклонено|已拒绝",
        "implemented": "done|完成",
        "deprecated": "veraltet|déprécié|obsoleto|deprecata|устарело|已弃用",
        "superseded": "ersetzt|remplacé|reemplazado|substituído|sostituita|заменено|已取代",
    }.items()
    for word in words.split("|")
}
"""What others call a status, in lower case → ours; of a task `active` would mean something else."""
_FIRST = frozenset({"draft", "proposed", "accepted", "approved", "rejected", "deprecated", "implemented"})
"""After them a status may say more: `ACCEPTED Not Implemented`."""
_WORD = re.compile(r"[\W\d]*(?P<word>[^\W\d_][^\W\d]*(?:[ _-]+[^\W\d_]+)*)")
_DATED = re.compile(r"^[ \t]*\d{4}-\d\d-\d\d[ \t]+(?=[^\W\d_])", re.MULTILINE)
"""Before each status of a history, as adr writes it: the last one holds."""
_DAY = re.compile(r"(?P<y>\d{4})([-/.])(?P<m>\d\d)\2(?P<d>\d\d)(?!\d)")
_NAMED = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_DAY_FIRST = re.compile(
    rf"(?<![\d.])(?P<d>\d{{1,2}})(?:\.(?P<m>0?[1-9]|1[0-2])\.| (?P<name>{_NAMED})[a-z]*,? )(?P<y>\d{{4}})(?!\.?\d)",
    re.IGNORECASE,
)
"""With dots, or the month's name, the day comes first everywhere; `06/05/2024` nobody can tell."""
_REPLACED = re.compile(r"^[ \t*_>-]*super[sc]eded[ \t]+by\b", re.IGNORECASE | re.MULTILINE)
"""A line that says it, also below the status that the decision had before."""
_REST = re.compile(r"\s+(?:by|on|in|at|as|and|from|since)\b")


def status_word(text: str) -> str:
    """The word of a status in a longer text, as in `Superseded by ...` or `Accepted on ...`; empty for none."""
    if _REPLACED.search(text):
        return "superseded"
    match = _WORD.match(text, status_start(text))
    word = match["word"].strip() if match else ""
    if re.match(r"super[sc]ede", word, re.IGNORECASE) and not re.match(r"super[sc]edes", word, re.IGNORECASE):
        return "superseded"
    first = re.split(r"[\s_-]", word, maxsplit=1)[0]
    if first.lower() in _FIRST:
        return first
    return _STATUSES.get(word.lower()) or _STATUSES.get(first.lower()) or _REST.split(word)[0].strip()


def status_start(text: str) -> int:
    """Where in a text the status that holds begins: behind the name, or the last day of a history."""
    name = STATUS_NAME.match(text)
    return max([name.end() if name else 0, *(day.end() for day in _DATED.finditer(text))])


def day_in(text: str) -> str:
    """The day in a text as YYYY-MM-DD; empty for none, and for one that has another meaning in another country."""
    match = _DAY.search(text)
    if match is None:
        match = _DAY_FIRST.search(text)
        name = (match["name"] or "").capitalize() if match else ""
        month = _NAMED.split("|").index(name) + 1 if name else int(match["m"]) if match else 0
    else:
        month = int(match["m"])
    return f"{match['y']}-{month:02}-{int(match['d']):02}" if match else ""
