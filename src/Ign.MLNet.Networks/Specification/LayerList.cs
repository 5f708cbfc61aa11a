namespace Ign.MLNet.Networks;

/// <summary>Layers inside another layer.</summary>
/// <param name="Name">What the outer layer calls them; stands between its path and theirs in the names of parameters.</param>
/// <param name="Layers">The layers in the order in which they are applied.</param>
internal sealed record LayerList(string Name, IReadOnlyList<Layer> Layers);
