using System.CommandLine;
using System.Globalization;
using Ign.MLNet.Samples.TrainYourOwn;
using QuickStart;

// Trains a model for your own damage from the shipped one, and puts it in front of a classifier that is there already.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Option<string> train = new("--train")
{
    Description = "Folder of clean photographs to learn from; or of pairs, with sub-folders clean and damaged.",
    HelpName = "DIR",
    DefaultValueFactory = _ => Shipped.Find("samples/data/photos") ?? "samples/data/photos",
};
Option<string> test = new("--test")
{
    Description = "Folder of other photographs to measure on, of the same kind.",
    HelpName = "DIR",
    DefaultValueFactory = _ => Shipped.Find("tests/photos") ?? "tests/photos",
};
Option<string> damage = new("--damage")
{
    Description = "How clean photographs are damaged: a recipe, or the name of a preset (docs/damage.md).",
    HelpName = "FILE",
    DefaultValueFactory = _ => Shipped.Find("samples/TrainYourOwn/sensor.json") ?? "sensor.json",
};
Option<long> crops = new("--crops") { Description = "Length of the training in crops of 64x64 pixels.", DefaultValueFactory = _ => 2_000 };
Option<string> output = new("--out") { Description = "Folder for model, classifier and picture.", HelpName = "DIR", DefaultValueFactory = _ => "mine" };
RootCommand command = new("Trains a model for your own damage from the shipped one, and measures what it is worth to a classifier that is there already.")
{
    train, test, damage, crops, output,
};

if (command.Parse(args) is { Errors: [var error, ..] })
{
    await Console.Error.WriteLineAsync($"{error.Message} (--help lists the options)");
    return 2;
}
command.SetAction(result =>
{
    var settings = new Settings(result.GetValue(train)!, result.GetValue(test)!, result.GetValue(damage)!, result.GetValue(crops), result.GetValue(output)!);
    try
    {
        Session.Run(settings);
        return 0;
    }
    catch (Exception e) when (e is ArgumentException or FormatException or IOException or InvalidDataException or InvalidOperationException)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
});
return await command.Parse(args).InvokeAsync();
