namespace Ign.MLNet.Networks;

/// <summary>What comes out of a node.</summary>
/// <param name="Value">Its type and shape.</param>
/// <param name="Scratch">Elements of working memory for each image.</param>
/// <param name="Work">Multiplications for each image.</param>
internal readonly record struct OnnxResult(OnnxValue Value, long Scratch = 0, long Work = 0)
{
    public static implicit operator OnnxResult(OnnxValue value) => new(value);
}
