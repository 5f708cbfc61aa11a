namespace Ign.MLNet.Samples.TrainYourOwn;

/// <summary>What the command line asked for.</summary>
internal sealed record Settings(string Train, string Test, string Damage, long Crops, string Output);
