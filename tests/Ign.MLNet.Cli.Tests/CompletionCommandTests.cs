using System.Diagnostics;

namespace Ign.MLNet.Cli.Tests;

[TestClass]
public sealed class CompletionCommandTests
{
    [TestMethod]
    [DataRow("ign re", "restore")]
    [DataRow("ign restore --stre", "--strength")]
    [DataRow("ign train --objective na", "naign")]
    [DataRow("ign train --data mnist --im", "--images")]
    public async Task What_can_come_next_is_told_though_the_line_is_no_command_yet(string line, string next)
    {
        var result = await IgnProcess.RunInside($"[suggest:{line.Length}]", line);
        Assert.AreEqual((ExitCode.Done, ""), (result.Code, result.Error));
        CollectionAssert.Contains(result.Output.Split('\n', StringSplitOptions.TrimEntries), next);
    }

    [TestMethod]
    public async Task In_bash_the_script_completes_the_word_before_the_cursor()
    {
        if (!File.Exists("/bin/bash")) Assert.Inconclusive("There is no bash here.");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["completion"], (await IgnProcess.RunInside("completion", "bash")).Output);
        // The shell sets these variables when somebody presses Tab.
        string program = $"""
            ign() {"{"} "$DOTNET" "{Path.Combine(AppContext.BaseDirectory, "ign.dll")}" "$@"; {"}"}
            source "{folder["completion"]}"
            complete -p ign
            COMP_LINE="ign restore --st" COMP_POINT=16 COMP_CWORD=2 COMP_WORDS=(ign restore --st)
            _ign
            printf '%s\n' "${"{"}COMPREPLY[@]{"}"}"
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET"] = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var bash = Process.Start(start)!;
        var result = await bash.Result();
        Assert.AreEqual((0, ""), (result.Code, result.Error));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.Contains(lines[0], "-F _ign ign");
        Assert.IsGreaterThan(1, lines.Length, "nothing was completed");
        foreach (string word in lines[1..]) StringAssert.StartsWith(word, "--st");
    }

    [TestMethod]
    public async Task Another_shell_is_wrong_usage() =>
        (await IgnProcess.RunInside("completion", "tcsh")).ExpectError(ExitCode.WrongUsage, "ign completion", "'tcsh'");
}
