[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]

// A `dotnet cake` takes a whole core for a second; more than a few at once only wait for each other.
[assembly: LevelOfParallelism(4)]
