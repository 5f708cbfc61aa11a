using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace Ign.MLNet.Imaging;

/// <summary>A TIFF in memory for LibTiff.NET, which also keeps the first error that is met in it: the library would write it to the console.</summary>
internal sealed class TiffSource(byte[] file) : TiffStream, IDisposable
{
    private readonly MemoryStream _stream = new(file, writable: false);

    static TiffSource() => Tiff.SetErrorHandler(new Handler());

    /// <summary>What the library says is wrong, on one line; null where it said nothing.</summary>
    internal string? Reason { get; private set; }

    public override int Read(object clientData, byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(object clientData, long offset, SeekOrigin origin) => _stream.Seek(offset, origin);

    public override void Close(object clientData)
    {
        // The stream lives as long as this.
    }

    public override long Size(object clientData) => _stream.Length;

    public void Dispose() => _stream.Dispose();

    private sealed class Handler : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            // Without the source, whose error it is is not known; the same comes with it below.
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            if (clientData is TiffSource source)
                source.Reason ??= string.Concat(string.Format(CultureInfo.InvariantCulture, format, args).Where(c => !char.IsControl(c)));
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            // Of no matter: what cannot be read is an error.
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            // The same.
        }
    }
}
