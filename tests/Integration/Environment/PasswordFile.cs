using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Mesh.Integration.Environment;

/// <summary>A line of a password file as Apache's htpasswd writes it, made by the C library's own bcrypt.</summary>
internal static partial class PasswordFile
{
    private const string Characters = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    // The lowest cost that there is: a registry checks the password anew with each request.
    private const string Setting = "$2y$04$";

    // crypt answers in a buffer of its own.
    private static readonly Lock Gate = new();

    /// <exception cref="UnavailableException">This machine's C library knows no bcrypt.</exception>
    public static string Line(string user, string password)
    {
        var salt = Setting + RandomNumberGenerator.GetString(Characters, 22);
        lock (Gate)
        {
            try
            {
                return Marshal.PtrToStringUTF8(Crypt(password, salt)) is { } hash && hash.StartsWith(Setting, StringComparison.Ordinal)
                    ? $"{user}:{hash}\n"
                    : throw new UnavailableException("the C library of this machine knows no bcrypt");
            }
            catch (DllNotFoundException missing)
            {
                throw new UnavailableException($"bcrypt cannot be had: {missing.Message}");
            }
        }
    }

    [LibraryImport("libcrypt.so.1", EntryPoint = "crypt", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr Crypt(string key, string setting);
}
