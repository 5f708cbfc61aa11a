namespace Ign.MLNet.Restoration;

/// <summary>Another run is working on the same output folder or shard; nothing has been written. Trying again later may succeed.</summary>
public sealed class RestorationBusyException : Exception
{
    /// <summary>Creates the exception with a message that names the folder.</summary>
    public RestorationBusyException(string message) : base(message) { }
}
