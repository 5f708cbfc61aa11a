using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration;

/// <summary>
/// What a thread of the second stage does: it takes decoded images out of one queue, in groups that fill an inference, and hands them projected to the next.
/// </summary>
/// <param name="decoded">Where they come from.</param>
/// <param name="projected">Where they go.</param>
/// <param name="batch">Pieces of an inference.</param>
/// <param name="weight">How many of these an image stands for.</param>
/// <param name="advanced">Told how many pixels further have been projected.</param>
/// <param name="cancellation">Lets go of images that are only decoded: they are quicker done again than waited for.</param>
/// <param name="abort">Ends everything.</param>
internal sealed class InferLoop(StageQueue<DecodedItem> decoded, StageQueue<ProjectedItem> projected, int batch, Func<IPieces, int> weight,
    Action<long> advanced, CancellationToken cancellation, CancellationToken abort)
{
    /// <summary>
    /// How long an inference that is not full waits for the next image, in milliseconds. On a processor the wait costs nothing, since the cores decode
    /// meanwhile; it must end by itself, since the decoders may be waiting for the room that this batch holds.
    /// </summary>
    private const int Patience = 15;

    // What is in it is this thread's; what is handed on is not any more.
    private readonly Queue<DecodedItem> _group = new();

    /// <summary>Works until there will be no more images.</summary>
    /// <param name="project">The network; it is given the pieces of each image, and tells of each which of its steps is done, and how many it has.</param>
    /// <exception cref="OperationCanceledException">The run was given up.</exception>
    internal void Run(Func<IReadOnlyList<IPieces>, Action<int, int, int>, IReadOnlyList<Projection>> project)
    {
        try
        {
            foreach (var first in decoded.Take(abort))
            {
                _group.Enqueue(first);
                for (int pieces = weight(first.Pieces); pieces < batch && !cancellation.IsCancellationRequested
                    && decoded.TryTake(out var next, Patience); pieces += weight(next.Pieces))
                    _group.Enqueue(next);
                if (!cancellation.IsCancellationRequested)
                    foreach (var projection in Project(project)) projected.Hand(new ProjectedItem(_group.Dequeue(), projection), abort);
                LetGo();
            }
        }
        finally
        {
            LetGo();
        }
    }

    private IReadOnlyList<Projection> Project(Func<IReadOnlyList<IPieces>, Action<int, int, int>, IReadOnlyList<Projection>> project)
    {
        DecodedItem[] items = [.. _group];
        return project([.. items.Select(item => item.Pieces)], (image, step, steps) =>
        {
            long pixels = items[image].Image.PixelCount;
            advanced((pixels * (step + 1) / steps) - (pixels * step / steps));
        });
    }

    private void LetGo()
    {
        while (_group.TryDequeue(out var item)) item.Dispose();
    }
}
