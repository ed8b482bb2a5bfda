using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Backup;

/// <summary>A backup's folder while it is written: beside its place under a hidden name, and there in one step when it is whole. For its owner's eyes alone.</summary>
/// <param name="path">Where it will be.</param>
/// <param name="shown">The same as people read it.</param>
internal sealed class BackupFolder(string path, string shown)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<string> madeParents = [];
    private readonly HashSet<string> made = [];
    private string? stage;

    /// <summary>Makes the hidden folder.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.CannotCreate"/> when there is something in its place, or it cannot be made.</exception>
    public void Open() => Try(() =>
    {
        if (Path.Exists(path))
        {
            throw new MeshException(ExitCode.CannotCreate, $"{shown} is there already", "Run it again: the name says the second it was begun in");
        }

        var parent = Path.GetDirectoryName(path)!;
        for (var at = parent; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            madeParents.Add(at);
        }

        Directory.CreateDirectory(parent);
        stage = Path.Combine(parent, $".mesh-{Path.GetRandomFileName()}");
        MakeFolder(stage);
    });

    /// <summary>Writes one file; it must not be there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.InputOutput"/> when it cannot be written.</exception>
    public void Write(string file, byte[] content) => Try(() =>
    {
        var at = Path.Combine(stage!, file.Replace('/', Path.DirectorySeparatorChar));
        MakeFolder(Path.GetDirectoryName(at)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(at, options);
        stream.Write(content);
    });

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.InputOutput"/> when it cannot be renamed.</exception>
    public void Appear() => Try(() =>
    {
        Directory.Move(stage!, path);
        stage = null;
    });

    /// <summary>Leaves nothing behind of one that has not appeared.</summary>
    public void Withdraw()
    {
        if (stage is not null)
        {
            Attempt(() => Directory.Delete(stage, recursive: true));
            madeParents.ForEach(parent => Attempt(() => Directory.Delete(parent)));
        }
    }

    // CreateDirectory gives its mode to the last folder alone.
    private void MakeFolder(string folder)
    {
        if (!made.Add(folder) || Directory.Exists(folder))
        {
            return;
        }

        if (folder != stage)
        {
            MakeFolder(Path.GetDirectoryName(folder)!);
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(exception is UnauthorizedAccessException ? ExitCode.CannotCreate : ExitCode.InputOutput, $"{shown} cannot be written: {exception.Message}",
                "Check the disk and who owns the folder; no backup was made", exception);
        }
    }

    private static void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What went wrong first is the error to tell; this is only tidying up after it.
        }
    }
}
