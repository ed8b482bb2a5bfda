using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Making;

/// <summary>A folder that is written aside and then put in its place: a new one in one step, files in an existing one each in one step.</summary>
/// <param name="plan">What is to be there.</param>
internal sealed class StagedFolder(PlannedFolder plan)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly List<string> madeParents = [];
    private readonly List<(string From, string To)> moved = [];
    private readonly string temporary = $".mesh-{Path.GetRandomFileName()}";

    private string? stage;
    private bool fills;

    /// <summary>Writes everything aside, down to the disk.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.CannotCreate"/> or <see cref="ExitCode.InputOutput"/>: it cannot be written.</exception>
    public void Write() => Try(() =>
    {
        // A folder that stays has its files written into it, so that each of them is renamed within one file system.
        fills = plan.Aside is null && Directory.Exists(plan.Place.Path);
        var parent = fills ? plan.Place.Path : Path.GetDirectoryName(plan.Place.Path)!;
        MakeParents(parent);
        stage = Path.Combine(parent, temporary);
        MakeFolder(stage);
        foreach (var file in plan.Files)
        {
            WriteFile(Path.Combine(stage, file.Name), file);
        }
    });

    /// <summary>Puts everything in its place. What fails in the middle is undone by <see cref="Withdraw"/>.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.CannotCreate"/> or <see cref="ExitCode.InputOutput"/>: it cannot be renamed.</exception>
    public void Appear() => Try(() =>
    {
        if (fills)
        {
            foreach (var file in plan.Files)
            {
                var (from, to) = (Path.Combine(stage!, file.Name), plan.Place.File(file.Name));
                File.Move(from, to, overwrite: file.Replaces);
                moved.Add((from, to));
            }

            Directory.Delete(stage!);
            return;
        }

        if (plan.Aside is { } aside)
        {
            Move(plan.Place.Path, aside.Path);
        }

        Move(stage!, plan.Place.Path);
    });

    /// <summary>Takes everything back, as far as it can be, and leaves nothing behind.</summary>
    public void Withdraw()
    {
        foreach (var (from, to) in Enumerable.Reverse(moved))
        {
            Attempt(() =>
            {
                if (Directory.Exists(to))
                {
                    Directory.Move(to, from);
                }
                else if (!plan.Files.Any(file => file.Replaces && plan.Place.File(file.Name) == to))
                {
                    File.Delete(to);
                }
            });
        }

        if (stage is not null)
        {
            Attempt(() => Directory.Delete(stage, recursive: true));
        }

        foreach (var parent in madeParents)
        {
            Attempt(() => Directory.Delete(parent));
        }
    }

    private void Move(string from, string to)
    {
        Directory.Move(from, to);
        moved.Add((from, to));
    }

    private void MakeParents(string folder)
    {
        for (var at = folder; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            madeParents.Add(at);
        }

        Directory.CreateDirectory(folder);
    }

    private static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    private static void WriteFile(string path, PlannedFile file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = file.Secret ? OwnerOnly : Readable;
        }

        using var stream = new FileStream(path, options);
        stream.Write(file.Content);
        stream.Flush(flushToDisk: true);
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(exception is UnauthorizedAccessException ? ExitCode.CannotCreate : ExitCode.InputOutput, $"{plan.Place.Shown} cannot be written: {exception.Message}",
                "Check the disk and who owns the folder; nothing has been changed", exception);
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
