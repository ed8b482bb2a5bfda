namespace Mesh.Core.Registries.Http;

/// <summary>A body ended before it was whole.</summary>
/// <param name="promised">How many bytes were promised; null where that was left open.</param>
/// <param name="inner">What was thrown, if anything.</param>
internal sealed class TruncatedException(long? promised, Exception? inner)
    : IOException($"it is truncated: it breaks off before it is whole{(promised is null ? "" : $" ({promised} bytes are promised)")}", inner);
