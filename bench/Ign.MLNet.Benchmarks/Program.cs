using System.CommandLine;
using Ign.MLNet.Benchmarks;

// Each subcommand is one comparison with its own folder. A number belongs in bench/results only with the command that made it.
RootCommand root = new("Measures Ign.MLNet against what a user would take instead. Run it in Release, on an idle machine.")
{
    PipelineCommand.Create(),
    ExportCommand.Create(),
    RestoreCommand.Create(),
    ResultsCommand.Create(),
    TrainCommand.Create(),
    ProbeCommand.Create(),
    PhotosCommand.Create(),
    SpeedCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors is [var error, ..])
{
    await Console.Error.WriteLineAsync($"{error.Message} (--help lists commands and options)");
    return 2;
}
return await parsed.InvokeAsync();
