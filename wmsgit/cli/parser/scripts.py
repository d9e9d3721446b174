"""Completion scripts: what a shell sources so that it asks wmsgit what may stand at the cursor."""

from wmsgit.errors import UsageError

PROGRAMS = ("wmsgit", "wms")

_BASH = """_wmsgit_completion() {{
    local IFS=$'\\n' candidate
    COMPREPLY=()
    while read -r candidate; do
        COMPREPLY+=("$candidate")
    done < <( env COMP_WORDS="${{COMP_WORDS[*]}}" COMP_CWORD=$COMP_CWORD COMP_LINE="$COMP_LINE" \\
        COMP_POINT=$COMP_POINT COMP_TYPE=$COMP_TYPE COMP_WORDBREAKS="$COMP_WORDBREAKS" \\
        _WMSGIT_COMPLETE=complete_bash wmsgit )
    compopt -o nosort 2>/dev/null
    if [[ ${{#COMPREPLY[@]}} -eq 1 && ${{COMPREPLY[0]}} == *[=/] ]]; then
        compopt -o nospace
    fi
}}
complete -o default -F _wmsgit_completion {programs}
"""
_ZSH = """#compdef {programs}
_wmsgit_completion() {{
  eval "$(env _TYPER_COMPLETE_ARGS="${{words[1,$CURRENT]}}" _WMSGIT_COMPLETE=complete_zsh wmsgit)"
}}
compdef _wmsgit_completion {programs}
"""
_FISH = (
    'complete --command {program} --no-files --keep-order --arguments "(env _WMSGIT_COMPLETE=complete_fish '
    '_TYPER_COMPLETE_FISH_ACTION=get-args _TYPER_COMPLETE_ARGS=(commandline -cp) wmsgit)"\n'
)


def script(shell: str) -> str:
    """The script for a shell.

    Raises:
        UsageError: for a shell that is not known.
    """
    if shell == "bash":
        return _BASH.format(programs=" ".join(PROGRAMS))
    if shell == "zsh":
        return _ZSH.format(programs=" ".join(PROGRAMS))
    if shell == "fish":
        return "".join(_FISH.format(program=program) for program in PROGRAMS)
    raise UsageError(f"there is no completion for {shell!r}", hint="bash, zsh or fish")
