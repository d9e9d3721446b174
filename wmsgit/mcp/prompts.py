"""Prompts: what a person may have an assistant begin with. Each begins with the same eight lines."""

from collections.abc import Mapping
from dataclasses import dataclass

from wmsgit.errors import NotFoundError
from wmsgit.features.sessions.eight_lines import EIGHT_LINES
from wmsgit.mcp.desk import Desk


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt.

    Attributes:
        name: what it is called.
        description: for the person who chooses it.
        text: what follows the eight lines; `{task}` stands for the task's id.
        needs_task: whether a task must be named.
        other: what follows them where no task is named.
    """

    name: str
    description: str
    text: str
    needs_task: bool = False
    other: str = ""


PROMPTS = (
    Prompt(
        "start_work",
        "Take a task on and begin.",
        "Begin work on {task}: session_start with it, read the brief for it, take it on, and say what you will do.",
        other="Begin work: session_start, read the brief, claim what is ready first, and say what you will do.",
    ),
    Prompt(
        "hand_off",
        "End the session so that another can go on.",
        "Hand {task} off: check, end the session with notes of what is done, what is not and what comes next.",
        other="Hand off: check, end the session with notes of what is done, what is not and what comes next.",
    ),
    Prompt(
        "review_plan",
        "Review the plan of a task.",
        "Review the plan of {task}: show it and what it refers to, hold it against the decisions in force in the brief,"
        " and say what blocks it, what should be mended and how you would grade it. Change nothing.",
        needs_task=True,
    ),
)


def prompt_text(desk: Desk, name: str, given: Mapping[str, str]) -> str:
    """What a prompt says.

    Raises:
        NotFoundError: when there is no such prompt or task.
    """
    prompt = next((prompt for prompt in PROMPTS if prompt.name == name), None)
    if prompt is None:
        raise NotFoundError(f"there is no prompt {name[:100]!r}")
    task = given.get("task", "")
    if not task and prompt.needs_task:
        raise NotFoundError(f"{name} needs a task")
    if not task:
        return f"{EIGHT_LINES}\n{prompt.other}\n"
    return f"{EIGHT_LINES}\n{prompt.text.format(task=desk.open().locate(task, None).id)}\n"
