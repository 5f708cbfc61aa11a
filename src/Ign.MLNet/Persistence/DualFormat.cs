using System.Runtime.CompilerServices;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Ign.MLNet;

/// <summary>
/// A saved stage has two readings. It is the chain of <see cref="SurrogateChain"/>, but its header names a loader of this library before the one
/// of chains. ML.NET takes the first one that is registered: <see cref="Create"/>, which gives the stage, or its own.
/// </summary>
internal static class DualFormat
{
    /// <summary>Name of the loader in the header; ML.NET allows 24 characters.</summary>
    internal const string Loader = "IgnProjection";

    // What ML.NET writes for a chain. The body is one, so the header goes on saying so.
    private const string ChainBody = "XF CHAIN";
    private const string ChainLoader = "TransformerChain";
    private const uint ChainVersion = 0x00010001;

    // An IGN model is at most so large; a record and longer names are added to it.
    private const long MaxNetworkBytes = OnnxModelCheck.MaxBytes + (1 << 20);
    private const long MaxLocationBytes = 1 << 16;

    private static readonly ConditionalWeakTable<object, List<IgnProjectionTransformer>> s_loadedTogether = [];

    internal static void Save(IgnProjectionTransformer stage, ModelSaveContext context)
    {
        int network = SurrogateChain.Save(stage, context);
        if (ModelFormatInternals.Current is not { } internals) return;
        internals.SaveEntry(context, StageLocation.Entry, StageLocation.Of(network).ToUtf8());
        internals.SetVersion(context, ChainBody, ChainVersion, typeof(TransformerChain<>).Assembly, Loader, ChainLoader);
    }

    /// <summary>Called by ML.NET. The context is a <c>ModelLoadContext</c>, which is not public; a parameter of this type is accepted for it.</summary>
    /// <exception cref="IgnFormatException">The stage is damaged, or was written by a newer version of this library.</exception>
    /// <exception cref="IgnRuntimeException">ONNX Runtime cannot run as asked.</exception>
    internal static IgnProjectionTransformer Create(IHostEnvironment environment, object context)
    {
        var internals = ModelFormatInternals.Current ?? throw new NotSupportedException("This version of ML.NET cannot load the projection stage.");
        var stages = s_loadedTogether.GetOrCreateValue(internals.Archive(context));
        try
        {
            var stage = Load(internals, context, IgnRegistration.ExecutionFor(environment));
            stages.Add(stage);
            new ProjectionLog(environment).Announce(stage);
            return stage;
        }
        catch
        {
            // The model cannot be loaded as a whole, and ML.NET forgets what it has loaded of it.
            foreach (var stage in stages) stage.Dispose();
            throw;
        }
    }

    private static IgnProjectionTransformer Load(ModelFormatInternals internals, object context, IgnProjectorOptions? execution)
    {
        // ML.NET unpacks an entry to disk when it opens it.
        if (internals.LargestEntry(context) is > MaxNetworkBytes and var bytes)
            throw new IgnFormatException($"The saved projection stage is refused: an entry has {bytes:N0} bytes; at most {MaxNetworkBytes:N0} are accepted.");
        var location = StageLocation.FromUtf8(Read(internals, context, StageLocation.Entry, reader => ReadAll(reader, MaxLocationBytes)));
        byte[] wrapped = Read(internals, context, location.NetworkEntry, ReadNetwork);
        var record = SurrogateModel.FindRecord(wrapped)
            ?? throw new IgnFormatException("The saved projection stage is damaged: its network carries no record of the stage.");
        internals.SkipBody(context);
        return Rehydration.Restore(wrapped, record, execution);
    }

    private static byte[] Read(ModelFormatInternals internals, object context, string entry, Func<BinaryReader, byte[]> read)
    {
        byte[]? content = null;
        try
        {
            if (!internals.TryLoadEntry(context, entry, reader => content = read(reader)))
                throw new IgnFormatException($"The saved projection stage is damaged: there is no entry '{entry}'.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new IgnFormatException($"The saved projection stage is damaged: entry '{entry}' cannot be read: {e.Message}", e);
        }
        return content!;
    }

    /// <summary>An array as ML.NET writes it: its length before its bytes.</summary>
    private static byte[] ReadNetwork(BinaryReader reader)
    {
        long present = reader.BaseStream.Length - sizeof(int);
        int declared = present < 0 ? 0 : reader.ReadInt32();
        if (declared <= 0 || declared != present)
            throw new IgnFormatException(
                $"The saved projection stage is damaged: its network should have {declared:N0} bytes, but {Math.Max(present, 0):N0} are there.");
        return ReadAll(reader, MaxNetworkBytes);
    }

    private static byte[] ReadAll(BinaryReader reader, long limit)
    {
        long length = reader.BaseStream.Length - reader.BaseStream.Position;
        if (length > limit)
            throw new IgnFormatException($"The saved projection stage is refused: an entry has {length:N0} bytes; at most {limit:N0} are accepted.");
        byte[] bytes = new byte[length];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }
}
