using System.CommandLine;

namespace Ign.MLNet.Cli;

/// <summary><c>ign doctor</c>: what is really there and used, and how to get what is missing.</summary>
internal static class DoctorCommand
{
    internal static Command Create(CliConsole console)
    {
        var command = new Command("doctor",
            "Show which native libraries and devices would be used, and the line that adds a missing one.\nExits with 1 if one is missing or in the way.");
        command.SetAction(_ => Run(console));
        return command;
    }

    private static int Run(CliConsole console)
    {
        IReadOnlyList<Finding> findings = [.. Machine.Look(), .. OnnxRuntimeCheck.Look(), .. TorchCheck.Look(), .. ImageLibraryCheck.Look()];
        var table = new FactTable();
        foreach (var finding in findings)
        {
            table.Add(finding.Part, finding.Text);
            if (finding.Fix is not null) table.Add("  fix", finding.Fix);
        }
        table.WriteTo(console);
        int toFix = findings.Count(f => f.Fix is not null);
        console.Line("");
        console.Line(toFix == 0 ? "all libraries are there" : $"{toFix} to fix; see the lines marked 'fix'");
        return toFix == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
