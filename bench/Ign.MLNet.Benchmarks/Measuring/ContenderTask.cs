namespace Ign.MLNet.Benchmarks;

/// <summary>What the contenders of a comparison do.</summary>
internal enum ContenderTask
{
    /// <summary>Read the output column of every row through one cursor.</summary>
    Column,

    /// <summary>The same through two cursors on two threads, over cached data.</summary>
    TwoCursors,

    /// <summary>Predict rows one by one in a prediction engine.</summary>
    Engine,

    /// <summary>Preview the first row of the data; time and bytes are per preview.</summary>
    FirstRow,
}
