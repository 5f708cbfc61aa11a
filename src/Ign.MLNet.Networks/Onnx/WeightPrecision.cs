namespace Ign.MLNet.Networks;

/// <summary>
/// How the kernels of a network are stored in a model file. Biases and normalisations are 32-bit floats, and so is all arithmetic, but for
/// <see cref="Int8Static"/>: runtimes widen the kernels once, when they load the file.
/// </summary>
public enum WeightPrecision
{
    /// <summary>As they were trained.</summary>
    Float32,

    /// <summary>Half the size.</summary>
    Float16,

    /// <summary>A quarter of the size: whole numbers from -127 to 127 with one scale for each slice along the first dimension of the kernel.</summary>
    Int8,

    /// <summary>
    /// Kernels as <see cref="Int8"/>, and the values between layers rounded to 256 levels as well, whose ranges were measured on images; the offsets of
    /// convolutions are whole numbers of 32 bits. Runtimes that have kernels for it then compute with whole numbers, on processors with instructions for
    /// that several times as fast; the others only round. The first and the last convolution and the sums at the resolution of the first one stay floats. Needs
    /// <see cref="OnnxForm.Ranges"/> and opset 13.
    /// </summary>
    Int8Static,
}
