using System.Text;
using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A PEM text that stands in the kubeconfig (as base64) or in a file beside it.</summary>
internal static class PemSource
{
    /// <summary>The text; the data wins where both are given, as with kubectl. Null where neither is.</summary>
    /// <param name="at">The entry.</param>
    /// <param name="field">The name of the field for a path; the one for data has <c>-data</c> behind it.</param>
    /// <param name="data">The base64 data.</param>
    /// <param name="path">The absolute path.</param>
    public static string? Read(FilePosition at, string field, string? data, string? path)
    {
        if (!string.IsNullOrEmpty(data))
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw KubeconfigNode.Malformed(at, $"{field}-data is no base64", "Copy the value anew; a line break or a cut is the usual cause");
            }
        }

        if (path is null)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var missing = exception is FileNotFoundException or DirectoryNotFoundException;
            throw new MeshException(
                missing ? ExitCode.NoInput : ExitCode.InputOutput,
                $"{at}: {field} names {path}, which {(missing ? "is not there" : $"cannot be read: {exception.Message}")}",
                "Correct the path; a relative one counts from the folder of the kubeconfig",
                exception);
        }
    }
}
