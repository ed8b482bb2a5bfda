using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Finds the configuration file and reads its text.</summary>
internal static class ConfigurationFile
{
    private const int LargestFile = 1024 * 1024;

    private static readonly string[] Usual = ["mesh.yaml", "pipelines/mesh.yaml"];

    /// <summary>The path of the file as errors and the report show it: relative to the working directory where it lies in it, with forward slashes. Null where there is none.</summary>
    /// <param name="sources">What <c>--config</c> gave, and the working directory.</param>
    /// <exception cref="MeshException">66 when what <c>--config</c> gave is not there.</exception>
    public static string? Find(ConfigurationSources sources)
    {
        if (sources.File is not { } given)
        {
            return Usual.FirstOrDefault(usual => File.Exists(Path.Combine(sources.WorkingDirectory, usual)));
        }

        if (string.IsNullOrWhiteSpace(given))
        {
            throw new MeshException(ExitCode.Usage, "--config names no file: its value is blank", "Name the file, or leave --config out");
        }

        var path = Path.GetFullPath(Path.Combine(sources.WorkingDirectory, given));
        if (!File.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"the configuration file {given} {(Directory.Exists(path) ? "is a folder" : "is not there")}", $"Name an existing file with --config, or leave it out for {Usual[0]}, then {Usual[1]}");
        }

        var relative = Path.GetRelativePath(sources.WorkingDirectory, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) ? given : relative;
    }

    /// <summary>The text of the file.</summary>
    /// <param name="workingDirectory">The folder that its path is relative to.</param>
    /// <param name="file">What <see cref="Find"/> gave.</param>
    /// <exception cref="MeshException">65 when it is no UTF-8 text of at most 1 MiB; 74 when it cannot be read.</exception>
    public static string Read(string workingDirectory, string file)
    {
        try
        {
            // By reading and not by its length, which a pipe does not have.
            using var stream = File.OpenRead(Path.Combine(workingDirectory, file));
            using var content = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int count; (count = stream.Read(buffer)) > 0;)
            {
                content.Write(buffer, 0, count);
                if (content.Length > LargestFile)
                {
                    throw new MeshException(ExitCode.MalformedInput, $"{file} is larger than 1 MiB", "Check that it is the right file; values files belong beside it, not in it");
                }
            }

            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content.GetBuffer(), 0, (int)content.Length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{file} is not UTF-8 text: {exception.Message}", "Save it as UTF-8", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{file} cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }
}
