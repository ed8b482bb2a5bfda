using System.Text;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Rules.Gateways;

/// <summary>What a Secret holds, be it in data or in stringData.</summary>
internal static class SecretFiles
{
    /// <summary>The names of its keys.</summary>
    /// <param name="secret">The Secret.</param>
    public static HashSet<string> Keys(MeshObject secret) => [.. secret.Root["data"].Members.Concat(secret.Root["stringData"].Members).Select(member => member.Key!)];

    /// <summary>The value of a key and where it stands; null where it is absent, was not kept, or is no base64.</summary>
    /// <param name="secret">The Secret.</param>
    /// <param name="key">The key.</param>
    public static (byte[] Content, Field At)? Value(MeshObject secret, string key)
    {
        if (secret.Root["stringData"][key] is { Text: { Length: > 0 } plain } own)
        {
            return (Encoding.UTF8.GetBytes(plain), own);
        }

        var at = secret.Root["data"][key];
        var buffer = new byte[at.Text?.Length ?? 0];
        return at.Text is { Length: > 0 } text && Convert.TryFromBase64String(text.ReplaceLineEndings("").Trim(), buffer, out var length) ? (buffer[..length], at) : null;
    }
}
