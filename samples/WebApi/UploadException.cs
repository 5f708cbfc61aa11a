namespace Ign.MLNet.Samples.WebApi;

/// <summary>A file that is not restored; the message says why to the one who sent it.</summary>
internal sealed class UploadException(int statusCode, string message) : Exception(message)
{
    internal int StatusCode { get; } = statusCode;
}
