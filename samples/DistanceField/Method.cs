namespace Ign.MLNet.Samples.DistanceField;

/// <summary>How f is trained.</summary>
internal enum Method
{
    /// <summary>The paper's listing: reconstruction, idempotence, tightness.</summary>
    Ign,

    /// <summary>Reconstruction and implicit maximum likelihood.</summary>
    Naign,

    /// <summary>D(f(x + noise), x): the usual denoising autoencoder, with a little plain reconstruction.</summary>
    Denoiser,
}
