namespace Mesh.Core.Configuration.Loading;

/// <summary>Tells keys that hold a secret by their name.</summary>
internal static class SecretKey
{
    private static readonly string[] Words = ["password", "passwd", "passphrase", "secret", "token", "credential", "apikey", "accesskey", "privatekey"];

    /// <summary>True when the last part of a dotted key is, or ends in, a word for a secret: password, auth.adminPassword, api_token.</summary>
    /// <param name="key">The key.</param>
    public static bool Is(string key)
    {
        var last = key[(key.LastIndexOf('.') + 1)..].Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Words.Any(word => last.EndsWith(word, StringComparison.OrdinalIgnoreCase) || last.EndsWith(word + "s", StringComparison.OrdinalIgnoreCase));
    }
}
