using System.Runtime.InteropServices;
using Ign.MLNet;

// model
var model = IgnModel.Load(args[0]);
using var projector = new IgnProjector(model, new IgnProjectorOptions { IntraOpThreads = 1 });
float[] image = [.. Enumerable.Range(0, model.Shape.Size).Select(i => MathF.Sin(0.05f * i))];
Console.WriteLine(model.Card.Spec!.ParameterCount);
Console.WriteLine(Convert.ToBase64String(MemoryMarshal.AsBytes<float>(projector.Project(image))));
