using System.CommandLine;
using Ign.MLNet.Evaluation;

namespace Ign.MLNet.Cli;

/// <summary><c>ign damage</c>: damaged copies of a folder of images, to look at and to test with.</summary>
internal static class DamageCommand
{
    internal static Command Create(CliConsole console, StopSignals stop)
    {
        var input = ValueOption.Required("--in", "Folder of images, with its sub-folders.", "folder");
        var output = ValueOption.Required("--out", "Folder for the copies, and nothing else.", "folder");
        var damage = DamageOption.One("What to do:");
        var seed = Picture.Seed("the damage");
        var command = new Command("damage",
            "Write damaged copies of images: PNG files in the same tree, of 16 bits where the image has them, which cut unclipped noise.\n" +
            $"OUT{DamagedFolder.ContactName} beside it shows clean and damaged parts, OUT{DamagedFolder.ListName} says what was done to each.")
        { input, output, damage, seed };
        command.SetAction(async (parsed, _) =>
        {
            var folder = new DamagedFolder
            {
                Source = parsed.GetRequiredValue(input),
                Target = parsed.GetRequiredValue(output),
                Damage = DamageOption.Parse(parsed.GetRequiredValue(damage)),
                Seed = parsed.GetValue(seed),
            };
            if (!Directory.Exists(folder.Source)) throw new UsageException($"--in: there is no folder '{folder.Source}'.");
            OutputPath.CheckFolder("--out", folder.Target);
            var done = await ProgressDisplay.ComputeAsync(console, "starting", display =>
                folder.Write(new Listener<ProtocolProgress>(p => display.Update(p.Fraction, p.Activity)), stop.Token)).ConfigureAwait(false);
            foreach (var file in done.Where(f => f.Error is not null)) console.ErrorLine("ign damage", $"'{file.File}' {file.Error}");
            int written = done.Count(f => f.Error is null);
            string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Target)));
            string files = $"{name}{DamagedFolder.ContactName} and {name}{DamagedFolder.ListName} beside it";
            console.Line($"{folder.Target}: {written} images with {folder.Damage.Name}, and {files}");
            return written == done.Count ? ExitCode.Done : ExitCode.SomeFailed;
        });
        return command;
    }
}
