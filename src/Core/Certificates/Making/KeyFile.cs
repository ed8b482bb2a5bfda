using System.Security.Cryptography;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Certificates.Making;

/// <summary>A private key in a file.</summary>
internal static class KeyFile
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads it and wipes its bytes.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="shown">Its path, for messages.</param>
    /// <param name="journal">Told when others may read it.</param>
    /// <returns>The key; null when the file is not there.</returns>
    public static CaKey? Read(string path, string shown, RunJournal journal)
    {
        if (SmallFile.Read(path, shown) is not { } content)
        {
            return null;
        }

        try
        {
            WarnIfOpen(path, shown, journal);
            return CaKey.Read(content, shown);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Finds fault with a key file that others may read or write. Windows has no modes to look at.</summary>
    public static void WarnIfOpen(string path, string shown, RunJournal journal)
    {
        if (!OperatingSystem.IsWindows() && ModeOf(path) is var mode && (mode & Others) != 0)
        {
            journal.Find(Catalogue.KeyReadable.On(shown, $"mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}", shown));
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static UnixFileMode ModeOf(string path)
    {
        // Of the file itself: a link to it has a mode of its own, which means nothing.
        using var file = File.OpenHandle(path);
        return File.GetUnixFileMode(file);
    }
}
