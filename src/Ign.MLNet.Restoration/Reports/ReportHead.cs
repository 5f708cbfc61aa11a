using Ign.MLNet.Networks;

namespace Ign.MLNet.Restoration;

/// <summary>What a report says about a job as a whole.</summary>
/// <param name="InputFolder">Folder of the inputs, for the images of the page.</param>
/// <param name="OutputFolder">Folder of the results, for the images and the links of the page.</param>
/// <param name="ModelName">Name of the model, from its card.</param>
/// <param name="ModelHash">Hash of the model's content.</param>
/// <param name="ModelShape">Shape of the images that the model takes.</param>
/// <param name="Options">Name and value of each option as they are shown to people, for example <c>fit</c> and <c>tile</c>.</param>
internal sealed record ReportHead(
    string InputFolder, string OutputFolder, string ModelName, string ModelHash, TensorShape ModelShape, IReadOnlyDictionary<string, string> Options);
