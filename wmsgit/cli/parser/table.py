"""The table of verbs: every command's name, its module below `wmsgit.cli`, and one line about it.

A module is imported only when its verb is typed. A name of several words is a verb of a group or of a noun.
"""

from wmsgit.model.value import immutable


@immutable
class Verb:
    """One verb.

    Attributes:
        module: the module below `wmsgit.cli`; it has `EXAMPLES` and either `run` or `build(kind)`.
        summary: one line for the help.
        section: where the root's help lists it.
        at: whether it reads, and may be given `--at`.
        reads: whether it reads all the same, and prints more than a line or takes its time; what has `at` does.
        waits: whether it writes, and takes its time.
    """

    module: str
    summary: str
    section: str = ""
    at: bool = False
    reads: bool = False
    waits: bool = False

    def sentence(self, noun: str) -> str:
        """The summary for a kind, with the right article."""
        article = "an" if noun[:1].lower() in "aeiou" else "a"
        return self.summary.replace("{a kind}", f"{article} {noun}").replace("{kind}", noun)


WORKSPACE = "Workspace"
RECORDS = "Records of any kind"
QUERY = "Looking"
CARE = "Care"
TRANSFER = "In and out"

VERBS: dict[str, Verb] = {
    "init": Verb("verbs.init", "Make a workspace here or in DIR.", WORKSPACE),
    "setup": Verb(
        "verbs.setup", "After a clone, do what Git does not clone: configuration, hooks, members.", WORKSPACE
    ),
    "status": Verb("verbs.status", "Show on one screen where the work stands.", WORKSPACE, at=True),
    "board": Verb("verbs.board", "Show records in columns by status.", WORKSPACE, at=True),
    "digest": Verb("verbs.digest", "Show what has happened since you last looked.", WORKSPACE, reads=True),
    "watch": Verb("verbs.watch", "Show changes of records as they happen.", WORKSPACE),
    "graph": Verb("verbs.graph", "Show what refers to what.", QUERY, at=True),
    "ready": Verb("verbs.ready", "List what may be taken on now, or take the first of it.", WORKSPACE, at=True),
    "brief": Verb("verbs.brief", "Tell whoever starts now what there is to know.", WORKSPACE, reads=True),
    "show": Verb("records.show", "Show records by id.", RECORDS, at=True),
    "set": Verb("records.set", "Change fields of records.", RECORDS, waits=True),
    "edit": Verb("records.edit", "Open a record in your editor.", RECORDS),
    "note": Verb("records.note", "Add a remark to a record.", RECORDS),
    "rm": Verb("records.rm", "Remove records.", RECORDS, waits=True),
    "save": Verb("verbs.save", "Commit what was edited by hand, after checking it.", RECORDS, waits=True),
    "undo": Verb("verbs.undo", "Revert an operation, whole.", RECORDS, waits=True),
    "redo": Verb("verbs.redo", "Take back the last undo.", RECORDS, waits=True),
    "merge": Verb("verbs.merge", "Merge a branch, or finish a merge or rebase, field by field.", RECORDS, waits=True),
    "sync": Verb("verbs.sync", "Make this branch and the remote's the same.", WORKSPACE),
    "autoclose": Verb("verbs.autoclose", "Close the records whose work is merged everywhere.", WORKSPACE, waits=True),
    "renumber": Verb("verbs.renumber", "Give a record another id, with every reference to it.", RECORDS, waits=True),
    "search": Verb("verbs.search", "Find records by their words.", QUERY, at=True),
    "find": Verb("verbs.find", "Say which records a commit, a file or a branch belongs to.", QUERY, reads=True),
    "sql": Verb("verbs.sql", "Query the records with read-only SQL.", QUERY, at=True),
    "changelog": Verb("verbs.changelog", "Show what was finished and settled, in Markdown.", QUERY, reads=True),
    "log": Verb("verbs.log", "Show what each commit changed in a record, or in which records.", QUERY, at=True),
    "blame": Verb("verbs.blame", "Show which commit last set each field of a record.", QUERY, at=True),
    "diff": Verb("verbs.diff", "Show what changed in meaning, and what follows from it.", QUERY, reads=True),
    "site build": Verb("verbs.site_build", "Make pages for people who look.", at=True),
    "ui": Verb("verbs.ui", "See and change the plane in the browser.", WORKSPACE),
    "stats": Verb("verbs.stats", "Count records by status and priority.", QUERY, at=True),
    "lsp": Verb("verbs.lsp", "Serve an editor: the language server of the records.", CARE),
    "mcp": Verb("verbs.mcp", "Serve an assistant: tools over the records.", CARE),
    "check": Verb("verbs.check", "Report every problem in the records at once.", CARE, at=True),
    "fmt": Verb("verbs.fmt", "Bring records into canonical form.", CARE, waits=True),
    "help": Verb("verbs.help", "Show a page of the documentation, or what a command takes.", CARE, reads=True),
    "doctor": Verb("verbs.doctor", "Look for trouble in the workspace's set-up.", CARE),
    "uninstall": Verb("verbs.uninstall", "Take away what wmsgit wrote around the records.", CARE),
    "schema list": Verb("verbs.schema_list", "List the kinds and their schemas.", reads=True),
    "schema show": Verb("verbs.schema_show", "Print a kind's schema.", at=True),
    "schema upgrade": Verb("verbs.schema_upgrade", "Bring in the changes of this release's schemas.", waits=True),
    "schema rename-kind": Verb(
        "verbs.schema_rename_kind", "Give a kind of your own another name, with its records.", waits=True
    ),
    "hooks install": Verb("verbs.hooks_install", "Add a pre-commit hook that checks the records to be committed."),
    "hooks uninstall": Verb("verbs.hooks_uninstall", "Take the pre-commit hook away again."),
    "hooks status": Verb("verbs.hooks_status", "Say whether the pre-commit hook is there."),
    "ci github": Verb("verbs.ci_github", "Write the workflow that reviews pull requests on GitHub."),
    "ci gitlab": Verb("verbs.ci_gitlab", "Write the job that reviews merge requests on GitLab."),
    "ci forgejo": Verb("verbs.ci_forgejo", "Write the workflow that reviews pull requests on Forgejo."),
    "ci comment": Verb("verbs.ci_comment", "Print the comment on a member's pull request.", reads=True),
    "import backlog": Verb("verbs.import_backlog", "Take in the tasks of Backlog.md.", waits=True),
    "import beads": Verb("verbs.import_beads", "Take in the issues of beads.", waits=True),
    "import components": Verb(
        "verbs.import_components", "Take in component maps and import rules as placements.", waits=True
    ),
    "import csv": Verb("verbs.import_csv", "Take in any table, CSV or JSON Lines, by a mapping.", waits=True),
    "import forgejo": Verb("verbs.import_forgejo", "Take in Forgejo's issues.", waits=True),
    "import github": Verb("verbs.import_github", "Take in GitHub's issues.", waits=True),
    "import gitlab": Verb("verbs.import_gitlab", "Take in GitLab's issues.", waits=True),
    "import jira": Verb("verbs.import_jira", "Take in the CSV that Jira exports.", waits=True),
    "import json": Verb("verbs.import_json", "Take in the older system's four JSON files.", waits=True),
    "import linear": Verb("verbs.import_linear", "Take in the CSV that Linear exports.", waits=True),
    "import madr": Verb("verbs.import_madr", "Take in decisions in Markdown: MADR, adr-tools and others.", waits=True),
    "import sqlite": Verb("verbs.import_sqlite", "Take in the older system's SQLite database.", waits=True),
    "import taskwarrior": Verb("verbs.import_taskwarrior", "Take in what taskwarrior exports.", waits=True),
    "import tk": Verb("verbs.import_tk", "Take in the tickets of tk.", waits=True),
    "export backlog": Verb("verbs.export_backlog", "Write the tasks as files of Backlog.md.", waits=True),
    "export beads": Verb("verbs.export_beads", "Write the tasks as issues of beads.", waits=True),
    "export codeowners": Verb("verbs.export_codeowners", "Keep the owners of placements in members' CODEOWNERS."),
    "export comments": Verb("verbs.export_comments", "Write every remark as a line of JSON.", at=True),
    "export csv": Verb("verbs.export_csv", "Write every kind's records, or a query's rows, as CSV.", at=True),
    "export github": Verb("verbs.export_github", "Make GitHub's issues say what the records say.", waits=True),
    "export history": Verb("verbs.export_history", "Write what each commit changed as lines of JSON.", at=True),
    "export json": Verb("verbs.export_json", "Write the older system's four JSON files.", at=True),
    "export madr": Verb("verbs.export_madr", "Write the decisions as Markdown files.", waits=True),
    "export markdown": Verb("verbs.export_markdown", "Write a kind's records, or a query's rows, as a table.", at=True),
    "export mermaid": Verb("verbs.export_mermaid", "Write what refers to what as a diagram.", at=True),
    "export sql": Verb("verbs.export_sql", "Write the tables into a database of many planes.", waits=True),
    "export sqlite": Verb("verbs.export_sqlite", "Write the tables, or the older system's database.", waits=True),
}
"""The verbs of the root and of its groups."""

GROUPS: dict[str, Verb] = {
    "schema": Verb("", "The kinds of records: list, show, upgrade, rename-kind.", CARE),
    "hooks": Verb("", "The Git hook that checks records: install, uninstall, status.", CARE),
    "ci": Verb("", "Reviews of pull requests by a host: github, gitlab, forgejo, comment.", CARE),
    "site": Verb("", "Pages for people who look: build.", TRANSFER),
    "import": Verb("", "Take records from another system.", TRANSFER),
    "export": Verb("", "Write records for another system.", TRANSFER),
}
"""The root's groups of verbs."""

RECORD_VERBS: dict[str, Verb] = {
    "add": Verb("records.add", "Add {a kind}."),
    "list": Verb("records.list", "List {kind} records, all or those that fit.", at=True),
    "show": Verb("records.show", "Show {kind} records by id.", at=True),
    "set": Verb("records.set", "Change fields of {kind} records.", waits=True),
    "edit": Verb("records.edit", "Open {a kind} in your editor."),
    "note": Verb("records.note", "Add a remark to {a kind}."),
    "rm": Verb("records.rm", "Remove {kind} records.", waits=True),
}
"""The verbs of every noun."""

NOUN_VERBS: dict[str, Verb] = {
    "task clean": Verb("nouns.task_clean", "Remove the branches and worktrees of tasks whose work is merged."),
    "task pr": Verb("nouns.task_pr", "Open or update the pull requests of a task."),
    "task push": Verb("nouns.task_push", "Push the branches of a task."),
    "task split": Verb("nouns.task_split", "Add a part of a task for each of its repositories."),
    "task review": Verb("nouns.task_review", "Add a review of a task's plan or completion."),
    "milestone release": Verb("nouns.milestone_release", "Record the commit of each member, and close the milestone."),
    "task tick": Verb("nouns.task_tick", "Mark items of a task's checklist as done."),
    "session start": Verb("nouns.session_start", "Open a session in this worktree, and print the brief."),
    "session log": Verb("nouns.session_log", "Write down what was done in the open session."),
    "session end": Verb("nouns.session_end", "End the open session, with what Git says of it."),
    "session handoff": Verb("nouns.session_handoff", "Show what the next reader of a session needs.", reads=True),
    "session show": Verb("nouns.session_show", "Show sessions by id, or the last.", at=True),
    "session abandon": Verb("nouns.session_abandon", "Give sessions up, also those left open."),
    "session current": Verb("nouns.session_current", "Print the id of the session that is open here."),
    "context set": Verb("nouns.context_set", "Choose the repository that you work in."),
    "context auto": Verb("nouns.context_auto", "Work in the repository that the current directory belongs to."),
    "context exec": Verb("nouns.context_exec", "Run a command in the repository that you work in."),
    "context show": Verb("nouns.context_show", "Show the repository that you work in."),
    "context clear": Verb("nouns.context_clear", "Work in no repository in particular."),
    "context history": Verb("nouns.context_history", "Show the switches made in this worktree.", reads=True),
    "adr amend": Verb("nouns.adr_amend", "Change what an accepted decision says, and note why."),
    "drift scan": Verb("nouns.drift_scan", "Check the rules of the decisions over the repositories.", reads=True),
    "drift baseline": Verb("nouns.drift_baseline", "Let today's findings be, so that only new ones fail.", waits=True),
    "drift list": Verb("nouns.drift_list", "List findings, all or those that fit, or count them.", reads=True),
    "drift import": Verb("nouns.drift_import", "Take in what another tool found, under a decision's rule."),
    "drift report": Verb("nouns.drift_report", "Tell a lead where drift stands, came and went.", at=True),
    "drift ack": Verb("nouns.drift_ack", "Acknowledge findings, recorded or new."),
    "drift waive": Verb("nouns.drift_waive", "Let findings be until a day, with an owner and a reason."),
    "drift promote": Verb("nouns.drift_promote", "Make an issue of findings, linked both ways."),
    "drift explain": Verb("nouns.drift_explain", "Tell all about a finding or a rule.", reads=True),
    "issue add": Verb("nouns.issue_add", "Add an issue, with where it was found."),
    "issue promote": Verb("nouns.issue_promote", "Make the task that deals with an issue, linked both ways."),
    "repo add": Verb("nouns.repo_add", "Add a member of the workspace."),
    "repo list": Verb("nouns.repo_list", "List repo records, all or those that fit.", at=True),
    "repo status": Verb("nouns.repo_status", "Show the Git state of the members.", reads=True),
    "repo fetch": Verb("nouns.repo_fetch", "Fetch the members from their remotes."),
    "repo pull": Verb("nouns.repo_pull", "Fetch the members, and move their branches forward."),
    "repo restore": Verb("nouns.repo_restore", "Take the members to the commits of a frozen state."),
    "repo freeze": Verb("nouns.repo_freeze", "Record the commit of each member."),
    "repo exec": Verb("nouns.repo_exec", "Run a command in each member."),
}
"""A noun's own verbs: where one has the name of a verb of every noun, it stands in its place."""
