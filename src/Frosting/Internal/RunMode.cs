namespace Cake.Frosting.Internal;

internal enum RunMode
{
    Build,
    DryRun,
    Tree,
    Description,
    Version,
    Info,
    Help,
}
