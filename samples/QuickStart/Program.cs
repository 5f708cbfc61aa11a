using System.CommandLine;
using QuickStart;

// Real images, damaged in six ways, through the ML.NET pipeline [projection → classifier] with the model that the repository ships.
Option<bool> full = new("--full") { Description = "All test images and all training images of the folder, instead of 2,000 and 10,000." };
Option<bool> json = new("--json") { Description = "Print the result as one JSON object and nothing else." };
Option<string?> data = new("--data")
{
    Description = "Folder with the IDX files of Fashion-MNIST, for example /usr/share/datasets/fashion-mnist.",
    HelpName = "DIR",
};
Option<string?> model = new("--model") { Description = "Model to use instead of export/models/fashion-restore.onnx.", HelpName = "PATH" };
Option<string> picture = new("--out") { Description = "Where to write the picture.", HelpName = "PATH", DefaultValueFactory = _ => "quickstart.png" };
RootCommand command = new("Restores damaged Fashion-MNIST images in an ML.NET pipeline and measures what that does for a classifier.")
{
    full, json, data, model, picture,
};

if (command.Parse(args) is { Errors: [var error, ..] })
{
    await Console.Error.WriteLineAsync($"{error.Message} (--help lists the options)");
    return 2;
}
command.SetAction((result, cancellationToken) => Session.RunAsync(
    new Settings(result.GetValue(full), result.GetValue(json), result.GetValue(data), result.GetValue(model), result.GetValue(picture)!), cancellationToken));
return await command.Parse(args).InvokeAsync();
