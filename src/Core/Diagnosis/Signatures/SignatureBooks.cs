using Mesh.Core.Configuration.Loading;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>The signatures that come with the program, and what users put beside or over them.</summary>
public static class SignatureBooks
{
    private const string Folder = "Mesh.Core.Diagnosis.Signatures.Data.";

    private static readonly Lazy<SignatureBook> Own = new(() =>
    {
        var assembly = typeof(SignatureBooks).Assembly;
        var all = new List<Signature>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            all.AddRange(SignatureReader.Read(reader.ReadToEnd(), name[Folder.Length..], trusted: true));
        }

        return new SignatureBook([.. all.OrderBy(signature => signature.Code, StringComparer.Ordinal)]);
    });

    /// <summary>The signatures that come with the program; read when they are first asked for.</summary>
    public static SignatureBook BuiltIn => Own.Value;

    /// <summary>The signatures with those of files over them: of the same id in their place, others beside them, later files over earlier ones.</summary>
    /// <param name="files">The files, relative to the working directory.</param>
    /// <param name="workingDirectory">The working directory.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: a file is not there; <see cref="ExitCode.MalformedInput"/> with file:line of all that is wrong with it; <see cref="ExitCode.InputOutput"/>: it cannot be read.</exception>
    public static SignatureBook Load(IReadOnlyList<string> files, string workingDirectory)
    {
        var book = BuiltIn;
        foreach (var file in files)
        {
            var path = Path.GetFullPath(Path.Combine(workingDirectory, file));
            if (!File.Exists(path))
            {
                throw new MeshException(ExitCode.NoInput, $"the signatures of diagnosis.signatures, {file}, {(Directory.Exists(path) ? "are a folder" : "are not there")}", "Correct the path, which is relative to the working directory, or take it out of diagnosis.signatures");
            }

            book = book.With(SignatureReader.Read(ConfigurationFile.Read(workingDirectory, file), file, book));
        }

        return book;
    }
}
