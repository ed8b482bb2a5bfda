namespace Mesh.Core.Reporting;

/// <summary>A file of the report folder, written so that a reader sees the old one or the new one, never a part.</summary>
internal static class ReportFile
{
    /// <param name="folder">The folder; made when it is not there.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">The folder cannot be made or written to, or is a file.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string folder, string name, Action<Stream> write)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name);
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = File.Create(unfinished))
            {
                write(stream);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            // Gone already when all went well; a full disk or a folder in the report's place leaves no rubbish behind.
            File.Delete(unfinished);
        }
    }
}
