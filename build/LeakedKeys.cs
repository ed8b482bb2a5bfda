using System.Text.RegularExpressions;

namespace Build;

/// <summary>Looks for private keys where none may be: in what a run leaves behind.</summary>
internal static partial class LeakedKeys
{
    /// <summary>The files below a folder that hold a private key as PEM, as PEM in one line, or as the base64 of PEM that a Secret has.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Key().IsMatch(File.ReadAllText(file))).Order(StringComparer.Ordinal)];

    // What follows the label tells a key from a sentence about keys; the base64 of the label has three forms, by where it begins.
    [GeneratedRegex(@"(PRIVATE KEY-----(\\r|\\n|&#x[0-9A-Fa-f]+;|\s)*|UFJJVkFURSBLRVktLS0tL|BSSVZBVEUgS0VZLS0tLS|QUklWQVRFIEtFWS0tLS0t)[A-Za-z0-9+/]{40}")]
    private static partial Regex Key();
}
