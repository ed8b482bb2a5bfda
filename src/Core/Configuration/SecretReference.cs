using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Configuration;

/// <summary>Where a secret is, never the secret itself: the name of an environment variable, or a file.</summary>
/// <param name="FromEnv">The variable's name; null where it is in a file or nowhere.</param>
/// <param name="FromFile">The file's path, relative to the working directory; null where it is in a variable or nowhere.</param>
public sealed record SecretReference(string? FromEnv, string? FromFile)
{
    // A file larger than this is no password but a mistake, such as a whole kubeconfig.
    private const int LargestFile = 64 * 1024;

    /// <summary>Reads the secret and has it masked from now on. One line ending at the end of a file is not part of it.</summary>
    /// <param name="what">What it is for, in messages: <c>the password of registry localhost:5000</c>.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="workingDirectory">The folder that the file's path is relative to.</param>
    /// <param name="secrets">The secrets of this run.</param>
    /// <returns>The secret; null where none is referred to.</returns>
    /// <exception cref="MeshException">78 when the variable is not set, or the variable or file is empty; 66 when the file is not there; 74 when it cannot be read; 65 when it is no text of at most 64 KiB.</exception>
    public string? Read(string what, IReadOnlyDictionary<string, string> environment, string workingDirectory, Secrets secrets)
    {
        var (secret, place) = (FromEnv, FromFile) switch
        {
            ({ } name, _) => (FromVariable(what, name, environment), $"environment variable {name}"),
            (_, { } path) => (FromPath(what, path, workingDirectory), path),
            _ => (null, ""),
        };

        secrets.Add(secret);
        return string.IsNullOrWhiteSpace(secret) && place.Length > 0
            ? throw new MeshException(ExitCode.Configuration, $"{what} is empty in {place}", "Put the secret there, or remove the reference to it from mesh.yaml")
            : secret;
    }

    private static string FromVariable(string what, string name, IReadOnlyDictionary<string, string> environment) =>
        environment.TryGetValue(name, out var value)
            ? value
            : throw new MeshException(ExitCode.Configuration, $"{what} is to come from environment variable {name}, which is not set", $"Set {name} for this run, for example from the CI server's credentials store");

    private static string FromPath(string what, string path, string workingDirectory)
    {
        try
        {
            using var stream = File.OpenRead(Path.Combine(workingDirectory, path));
            var buffer = new byte[LargestFile + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > LargestFile)
            {
                throw new MeshException(ExitCode.MalformedInput, $"{path}, which is to hold {what}, is larger than 64 KiB", "Name a file that holds the secret and nothing else");
            }

            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(buffer, 0, length);
            return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MeshException(ExitCode.NoInput, $"{path}, which is to hold {what}, is not there", "Create the file, or correct its path in mesh.yaml", exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{path}, which is to hold {what}, is not UTF-8 text", "Name a file that holds the secret as text", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{path}, which is to hold {what}, cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }
}
