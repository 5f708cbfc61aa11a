using Ign.MLNet.Imaging;

namespace Ign.MLNet.Restoration.Tests;

/// <summary>An image belongs to one thread at a time: a run that is given up takes none away from the thread that has it, and forgets none.</summary>
[TestClass]
public sealed class OwnershipTests
{
    [TestMethod]
    public void A_run_that_is_given_up_leaves_an_image_that_was_handed_on_to_its_new_owner()
    {
        using var abort = new CancellationTokenSource();
        using StageQueue<DecodedItem> decoded = new(3);
        StageQueue<ProjectedItem> projected = new(1);
        var room = new Budget(3);
        var items = Enumerable.Range(0, 3).Select(i => Decoded(i, room)).ToArray();
        foreach (var item in items) decoded.Hand(item, CancellationToken.None);
        decoded.Close();
        var loop = new InferLoop(decoded, projected, batch: 3, pieces => pieces.Count, _ => { }, CancellationToken.None, abort.Token);
        // Of a group of three the first is taken out, the second stays in the queue, and for the third there is no room.
        var infer = Task.Run(() => loop.Run(Identity));
        var taken = projected.Take(CancellationToken.None).First();
        while (projected.Count == 0) Thread.Yield();

        abort.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => infer.GetAwaiter().GetResult());

        Assert.AreSame(items[0], taken.Decoded);
        Assert.IsNotEmpty(Encode(taken.Decoded), "what the encoder has was taken away under it");
        Assert.IsNotEmpty(Encode(items[1]), "what is in a queue belongs to the queue");
        Assert.ThrowsExactly<ObjectDisposedException>(() => Encode(items[2]));
        projected.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => Encode(items[1]));
        taken.Dispose();
        using var all = room.Take(3, CancellationToken.None); // waits for ever unless every item gave its room back
    }

    [TestMethod]
    public void What_cannot_be_handed_on_is_disposed_once()
    {
        using var abort = new CancellationTokenSource();
        using StageQueue<Counted> queue = new(1);
        Counted first = new(), second = new();
        queue.Hand(first, abort.Token);
        abort.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => queue.Hand(second, abort.Token));
        Assert.AreEqual((0, 1), (first.Disposals, second.Disposals));
        queue.Dispose();
        Assert.AreEqual((1, 1), (first.Disposals, second.Disposals));
    }

    [TestMethod]
    public void Room_is_given_back_once()
    {
        var budget = new Budget(2);
        var one = budget.Take(1, CancellationToken.None);
        using var other = budget.Take(1, CancellationToken.None);
        one.Dispose();
        one.Dispose();
        using var again = budget.Take(1, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(() => budget.Take(1, stop.Token));
    }

    private static IReadOnlyList<Projection> Identity(IReadOnlyList<IPieces> images, Action<int, int, int> advanced)
    {
        var values = new float[3 * 4 * 4];
        foreach (var pieces in images)
        {
            pieces.Read(0, values);
            pieces.Write(0, values);
        }
        return [.. images.Select(_ => new Projection(0, 0, 0, 0, 0, IsFinite: true, default))];
    }

    // With a profile, which lies in a temporary file for as long as the image lives.
    private static DecodedItem Decoded(int seed, Budget room)
    {
        var card = Files.Card(3);
        var image = RestorableImage.Open(Pictures.Random(4, 4, 3, seed).IccTransform("p3", inputProfile: "srgb").JpegsaveBuffer(), new ImageLimits());
        var read = new ReadItem(new FoundFile($"{seed}.jpg", 1), null, 1, "hash", null, ReplacesOwn: false);
        Lease content = new Budget(1).Take(1, CancellationToken.None), held = room.Take(1, CancellationToken.None);
        return new DecodedItem(read, image, new WholePiece(image.Decode(card)), [], held, content, default);
    }

    private static byte[] Encode(DecodedItem item) => item.Image.Encode(item.Pieces.Result(), Files.Card(3));

    private sealed class Counted : IDisposable
    {
        internal int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
