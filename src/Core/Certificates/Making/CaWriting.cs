using System.Security.Cryptography;
using Mesh.Core.Changes;

namespace Mesh.Core.Certificates.Making;

/// <summary>Writes folders so that all of them appear or none: every file is written aside before the first one is put in its place.</summary>
/// <param name="gate">Lets the changes pass, or only shows them.</param>
internal sealed class CaWriting(ChangeGate gate)
{
    /// <summary>Passes every file through the gate, in order. The first one it lets pass writes them all; in a dry run none does.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="cancellation">Stops it, up to where the first folder appears.</param>
    public async Task WriteAsync(IReadOnlyList<PlannedFolder> folders, CancellationToken cancellation)
    {
        var writing = new Lazy<Task>(() => Task.Run(() => Write(folders, cancellation), CancellationToken.None));
        foreach (var folder in folders)
        {
            if (folder.Aside is { } aside)
            {
                await PassAsync(folder.Place.Shown, "set aside", $"{folder.Place.Shown} -> {aside.Shown}",
                    $"rm -r -- {Quoted(folder.Place.Shown)} && mv -- {Quoted(aside.Shown)} {Quoted(folder.Place.Shown)}");
            }

            foreach (var file in folder.Files)
            {
                var shown = folder.Place.Show(file.Name);
                await PassAsync(shown, file.Replaces ? "update" : "create", file.Diff, file.Replaces ? null : $"rm -- {Quoted(shown)}");
            }
        }

        Task PassAsync(string subject, string action, string diff, string? undo) =>
            gate.PassAsync(new Change { Target = "file", Subject = subject, Action = action, Diff = diff, Undo = undo, Execute = _ => writing.Value }, cancellation);
    }

    private static void Write(IReadOnlyList<PlannedFolder> folders, CancellationToken cancellation)
    {
        var staged = folders.Select(folder => new StagedFolder(folder)).ToList();
        try
        {
            foreach (var folder in staged)
            {
                cancellation.ThrowIfCancellationRequested();
                folder.Write();
            }

            cancellation.ThrowIfCancellationRequested();
            // Only renames from here on: nothing stops them but a fault of the disk.
            staged.ForEach(folder => folder.Appear());
        }
        catch
        {
            Enumerable.Reverse(staged).ToList().ForEach(folder => folder.Withdraw());
            throw;
        }
        finally
        {
            foreach (var file in folders.SelectMany(folder => folder.Files).Where(file => file.Secret))
            {
                CryptographicOperations.ZeroMemory(file.Content);
            }
        }
    }

    private static string Quoted(string path) => $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
