namespace Ign.MLNet.Imaging;

/// <summary>Unit of a resolution, with the numbers of JFIF; TIFF counts one higher.</summary>
internal enum ResolutionUnit
{
    None = 0,
    Inch = 1,
    Cm = 2,
}
