using Ign.MLNet.Networks;
namespace Ign.MLNet.Restoration;
internal sealed record ReportHead(string InputFolder, string OutputFolder, string ModelName, string ModelHash, TensorShape ModelShape, IReadOnlyDictionary<string, string> Options);
