using System.CommandLine;

namespace Ign.MLNet.Cli;

/// <summary><c>ign completion</c>: a script for a shell, which asks <c>ign</c> itself what can come next.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> s_scripts = new()
    {
        ["bash"] = """
            # ign completion bash >> ~/.bashrc
            _ign() {
              local IFS=$'\n' next
              next=$(ign "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
              COMPREPLY=($(compgen -W "$next" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _ign ign
            """,
        ["zsh"] = """
            # ign completion zsh >> ~/.zshrc, behind compinit
            _ign() {
              local -a next
              next=("${(@f)$(ign "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              if [[ -n "$next" ]]; then compadd -- $next; else _files; fi
            }
            compdef _ign ign
            """,
        ["pwsh"] = """
            # ign completion pwsh >> $PROFILE
            Register-ArgumentCompleter -Native -CommandName ign -ScriptBlock {
              param($word, $line, $position)
              ign "[suggest:$position]" "$line" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    internal static Command Create(CliConsole console)
    {
        var shell = new Argument<string>("shell") { Description = "The shell.", HelpName = "bash|zsh|pwsh" };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        var command = new Command("completion",
            "Print a script that completes commands, options and their values by Tab.\nIts first line says where it belongs.") { shell };
        command.SetAction(parsed =>
        {
            foreach (string line in s_scripts[parsed.GetRequiredValue(shell)].Split('\n')) console.Line(line);
            return ExitCode.Done;
        });
        return command;
    }
}
