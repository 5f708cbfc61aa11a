using System.IO.Compression;
using Ign.MLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace Ign.MLNet;

/// <summary>Finds the chains that <see cref="SurrogateChain"/> saved inside a loaded model, and puts stages in their place.</summary>
internal sealed class Rehydration(MLContext context, IgnProjectorOptions? execution)
{
    private static readonly TransformerScope[] s_scopes = [TransformerScope.Training, TransformerScope.Testing, TransformerScope.Scoring];

    private readonly List<IgnProjectionTransformer> _stages = [];
    private readonly List<OnnxTransformer> _replaced = [];

    internal ITransformer Apply(ITransformer model)
    {
        try
        {
            var result = Replace(model);
            // Each held a session and a temporary file.
            foreach (var onnx in _replaced) onnx.Dispose();
            return result;
        }
        catch
        {
            foreach (var stage in _stages) stage.Dispose();
            throw;
        }
    }

    private ITransformer Replace(ITransformer model)
    {
        if (model is not TransformerChain<ITransformer> chain) return model;
        ITransformer[] members = [.. chain];
        var scopes = Scopes(chain, members);
        var replaced = new List<ITransformer>();
        var kept = new List<TransformerScope>();
        // Appending to a loaded chain makes a longer one of the same members, so a saved stage may be any run of members.
        for (int i = 0; i < members.Length; i++)
        {
            int run = 1;
            var member = FindStage(members, i, ref run) ?? Replace(members[i]);
            if (run == members.Length) return member;
            replaced.Add(member);
            kept.Add(scopes[i]);
            i += run - 1;
        }
        return members.SequenceEqual(replaced, ReferenceEqualityComparer.Instance) ? chain : new TransformerChain<ITransformer>(replaced, kept);
    }

    /// <summary>The stage whose saved chain starts at <paramref name="start"/>, and how many members the chain has; null if none starts there.</summary>
    private IgnProjectionTransformer? FindStage(ITransformer[] members, int start, ref int length)
    {
        // The ONNX model follows the one or two members that prepare its input.
        for (int before = 1; before <= 2 && start + before < members.Length; before++)
        {
            if (members[start + before] is not OnnxTransformer onnx) continue;
            byte[] wrapped = ReadModel(onnx);
            if (SurrogateModel.FindRecord(wrapped) is not { } record || SurrogateChain.MembersBefore(record) != before) return null;
            length = before + 1 + SurrogateChain.MembersAfter(record);
            if (start + length > members.Length)
                throw new IgnFormatException(
                    $"The saved projection stage for column '{record.Output}' is damaged: expected {length} members, got {members.Length - start}.");
            _replaced.Add(onnx);
            var stage = Restore(wrapped, record, execution);
            _stages.Add(stage);
            new ProjectionLog(context).Announce(stage);
            return stage;
        }
        return null;
    }

    /// <summary>The stage that a saved model and its record describe.</summary>
    /// <exception cref="IgnFormatException">The model or its record is damaged.</exception>
    internal static IgnProjectionTransformer Restore(byte[] wrapped, StageRecord record, IgnProjectorOptions? execution)
    {
        var model = IgnModel.FromBytes(SurrogateModel.Unwrap(wrapped, record));
        var options = record.ToOptions();
        try
        {
            options.CheckFor(model.Shape);
            options.CheckFor(record.Kind);
        }
        catch (ArgumentException e)
        {
            throw new IgnFormatException($"The saved projection stage is damaged: {e.Message}", e);
        }
        int[] dimensions = record.DimensionsFor(model.Shape);
        if (dimensions.Any(d => d < 1) || dimensions.Aggregate(1L, (product, d) => Math.Min(product * d, int.MaxValue)) != model.Shape.Size)
            throw new IgnFormatException(
                $"The saved projection stage is damaged: dimensions {string.Join('x', dimensions)} are not those of {model.Shape.Size} values.");
        if (execution is not null) options = options.ExecutedAs(execution);
        return new IgnProjectionTransformer(SessionPool.Open(model, options), options, record.Kind, record.Sized, dimensions);
    }

    /// <summary>The ONNX file inside a transformer. ML.NET shows it only in what the transformer saves.</summary>
    private byte[] ReadModel(OnnxTransformer onnx)
    {
        using var saved = new MemoryStream();
        context.Model.Save(onnx, inputSchema: null, saved);
        saved.Position = 0;
        using var zip = new ZipArchive(saved, ZipArchiveMode.Read);
        var entry = zip.Entries.FirstOrDefault(e => e.Name == "OnnxModel")
            ?? throw new IgnFormatException("ML.NET saved an ONNX transformer without its model.");
        using var content = new MemoryStream();
        using (var stream = entry.Open()) stream.CopyTo(content);
        // ML.NET writes the length before the bytes.
        return content.ToArray()[sizeof(int)..];
    }

    /// <summary>In which of training, testing and scoring each transformer takes part. ML.NET tells only the members of each.</summary>
    private static TransformerScope[] Scopes(TransformerChain<ITransformer> chain, ITransformer[] members)
    {
        var scopes = new TransformerScope[members.Length];
        foreach (var scope in s_scopes)
        {
            var kept = chain.GetModelFor(scope).ToHashSet<ITransformer>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < members.Length; i++) if (kept.Contains(members[i])) scopes[i] |= scope;
        }
        return scopes;
    }
}
