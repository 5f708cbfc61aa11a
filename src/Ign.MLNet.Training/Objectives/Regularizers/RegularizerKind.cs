using System.Text.Json.Serialization;

namespace Ign.MLNet.Training;

/// <summary>Which term a <see cref="RegularizerOptions"/> adds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RegularizerKind>))]
public enum RegularizerKind
{
    /// <summary>
    /// D(f(y), sg[3·f(f(y)) − 2·f(f(f(y)))]), the mean square, for source images y: the step towards the nearest idempotent map of Jensen and Vicary (PMLR
    /// 267:27070), K ← 3K² − 2K³, as a target. Two more passes without gradient.
    /// </summary>
    JensenVicary,

    /// <summary>
    /// Mean square, over the values of an image, of the difference between the standard deviations of f(z) and of x over the batch: against collapse, after
    /// the layer of Karras et al. (arXiv 1710.10196). As a loss it leaves no trace in the network, whose results stay independent of their batch.
    /// </summary>
    BatchDeviation,
}
