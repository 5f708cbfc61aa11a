namespace Ign.MLNet.Benchmarks;

/// <summary>One way of doing a task. All contenders of a task give the same numbers for the same rows.</summary>
internal abstract class Contender(ContenderTask task, string name, int batch, int rows) : IDisposable
{
    internal ContenderTask Task { get; } = task;

    /// <summary>Who does it.</summary>
    internal string Name { get; } = name;

    /// <summary>Rows per inference at most; 0 where the contender has no such setting.</summary>
    internal int Batch { get; } = batch;

    /// <summary>Rows of one pass.</summary>
    internal int Rows { get; } = rows;

    internal Series Series { get; } = new();

    /// <summary>Growth of the working set by loading and one pass, in bytes; set once.</summary>
    internal long Memory { get; set; }

    internal string Label => Batch > 0 ? $"{Name}, batch {Batch}" : Name;

    /// <summary>Does the task once and looks at every row's result.</summary>
    /// <param name="results">Receives the results in the order of the rows; empty in the passes that are timed.</param>
    internal abstract void Pass(Span<float> results);

    /// <summary>Row of the data whose result is the pass's <paramref name="i"/>-th.</summary>
    internal virtual int RowOf(int i) => i;

    public virtual void Dispose() { }
}
